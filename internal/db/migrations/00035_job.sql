-- +goose Up

-- A « tâche »: long work that somebody asked for, and how far it is. The queue itself
-- is River's (its tables are those of migration 36); this is what people are told.
-- slot is whom its result is for: a newer result for the same subject and slot takes
-- the place of the older one. turn counts how often it was begun: of two nodes that
-- hold the same turn, one begins. lease_until is the machine's instant after which
-- nobody works on it, or nobody came: it is taken up again. fault is the reference
-- of what went wrong, whose detail is in the log alone. result is for its kind.
CREATE TABLE job (
    id          BIGINT PRIMARY KEY,
    kind        TEXT NOT NULL,
    subject     TEXT NOT NULL,
    slot        TEXT NOT NULL,
    person      BIGINT NOT NULL REFERENCES person (id),
    role        TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    state       TEXT NOT NULL,
    done        BIGINT NOT NULL,
    total       BIGINT NOT NULL,
    turn        BIGINT NOT NULL,
    lost        BIGINT NOT NULL,
    lease_until TEXT,
    ended_at    TEXT,
    fault       TEXT NOT NULL,
    result      TEXT NOT NULL,
    CONSTRAINT job_state_known CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    CONSTRAINT job_leased_until_it_ends CHECK ((state IN ('waiting', 'running')) = (lease_until IS NOT NULL)),
    CONSTRAINT job_ended_or_not CHECK ((state IN ('done', 'failed')) = (ended_at IS NOT NULL)),
    CONSTRAINT job_fault_when_failed CHECK ((state = 'failed') = (fault <> '')),
    CONSTRAINT job_done_within_total CHECK (done >= 0 AND total >= done)
);

-- What is asked twice while it is under way is asked once.
CREATE UNIQUE INDEX job_under_way ON job (kind, subject, slot) WHERE state IN ('waiting', 'running');
CREATE INDEX job_latest ON job (kind, subject, slot, id);
CREATE INDEX job_by_lease ON job (lease_until) WHERE lease_until IS NOT NULL;

-- The files that a job has made, in their order.
CREATE TABLE job_file (
    job  BIGINT NOT NULL REFERENCES job (id),
    rank BIGINT NOT NULL,
    file BIGINT NOT NULL UNIQUE REFERENCES file (id),
    PRIMARY KEY (job, rank)
);
