-- +goose Up

-- What people are looked for and sorted by, folded by the program. An account that
-- is suspended opens nothing and is written nothing: see suspension.
ALTER TABLE person ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN sort_key TEXT NOT NULL DEFAULT '';
ALTER TABLE person ADD COLUMN suspended BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE person SET search_text = replace(replace(replace(lower(login || ' ' || name || ' ' || email), '-', ' '), '.', ' '), '@', ' '), sort_key = lower(name);

CREATE INDEX person_suspended ON person (id) WHERE suspended;

-- withdrawn: taken away at once, whatever its days. delegation_of: the grant whose
-- holder lends it during an absence; NULL: the role is held in one's own right.
ALTER TABLE role_grant ADD COLUMN withdrawn BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE role_grant ADD COLUMN delegation_of BIGINT REFERENCES role_grant (id);

CREATE INDEX role_grant_delegations ON role_grant (delegation_of) WHERE delegation_of IS NOT NULL;

-- What became of a grant, by whom and why: rows are only added. until_day is the
-- last day that was set; NULL: none. person 0: the program.
CREATE TABLE role_grant_step (
    id          BIGINT PRIMARY KEY,
    role_grant  BIGINT NOT NULL REFERENCES role_grant (id),
    step        TEXT NOT NULL,
    until_day   TEXT,
    reason      TEXT NOT NULL,
    person      BIGINT NOT NULL,
    role        TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    CONSTRAINT role_grant_step_known CHECK (step IN ('given', 'delegated', 'prolonged', 'ended', 'withdrawn')),
    CONSTRAINT role_grant_step_has_a_reason CHECK (reason <> '' OR step IN ('given', 'delegated', 'prolonged'))
);

CREATE INDEX role_grant_step_by_grant ON role_grant_step (role_grant, id);

-- « Suspension » of an account, and its end (suspended false): rows are only
-- added. by_person 0: the program.
CREATE TABLE suspension (
    id          BIGINT PRIMARY KEY,
    person      BIGINT NOT NULL REFERENCES person (id),
    suspended   BOOLEAN NOT NULL,
    reason      TEXT NOT NULL,
    by_person   BIGINT NOT NULL,
    by_role     TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    CONSTRAINT suspension_has_a_reason CHECK (reason <> '')
);

CREATE INDEX suspension_by_person ON suspension (person, id);

-- For whom a step was made, when its author stood in for somebody.
ALTER TABLE project_step ADD COLUMN delegated_by BIGINT REFERENCES person (id);
