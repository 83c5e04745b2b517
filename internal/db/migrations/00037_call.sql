-- +goose Up

-- What settles a region's call for projects (§6) is the launch, no longer a declaration.
UPDATE due SET act = 'campaign.launch' WHERE milestone = 'committee_call' AND act = 'campaign.declare';

-- « Liste préparée »: the schools that the pilots of a region mean to invite. It is
-- emptied when the invitations leave.
CREATE TABLE call_choice (
    campaign TEXT NOT NULL REFERENCES campaign (code),
    region   TEXT NOT NULL REFERENCES region (code),
    school   TEXT NOT NULL REFERENCES school (uai),
    renewed  BOOLEAN NOT NULL,
    PRIMARY KEY (campaign, school)
);

CREATE INDEX call_choice_by_region ON call_choice (campaign, region, school);

-- A call of a region: the launch, then each time that schools were invited after it.
-- Append-only.
CREATE TABLE call_round (
    id          BIGINT PRIMARY KEY,
    campaign    TEXT NOT NULL REFERENCES campaign (code),
    region      TEXT NOT NULL REFERENCES region (code),
    launch      BOOLEAN NOT NULL,
    person      BIGINT NOT NULL REFERENCES person (id),
    role        TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL
);

CREATE UNIQUE INDEX call_round_launched_once ON call_round (campaign, region) WHERE launch;

CREATE TRIGGER call_round_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON call_round
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- An invitation of a school to answer the call of its region (§3.1). renewed: it had
-- sent a file the year before. It ends when the school says that it takes no part, or
-- when the region withdraws it, with a reason; it may then be invited again.
CREATE TABLE invitation (
    id          BIGINT PRIMARY KEY,
    campaign    TEXT NOT NULL REFERENCES campaign (code),
    region      TEXT NOT NULL REFERENCES region (code),
    school      TEXT NOT NULL REFERENCES school (uai),
    round       BIGINT NOT NULL REFERENCES call_round (id),
    renewed     BOOLEAN NOT NULL,
    ended       TEXT NOT NULL DEFAULT '',
    reason      TEXT NOT NULL DEFAULT '',
    ended_by    BIGINT REFERENCES person (id),
    ended_at    TEXT,
    CONSTRAINT invitation_end_known CHECK (ended IN ('', 'declined', 'withdrawn')),
    CONSTRAINT invitation_end_has_a_reason CHECK (ended = '' OR (reason <> '' AND ended_by IS NOT NULL AND ended_at IS NOT NULL))
);

CREATE UNIQUE INDEX invitation_is_one ON invitation (campaign, school) WHERE ended = '';
CREATE INDEX invitation_by_region ON invitation (campaign, region, school);
CREATE INDEX due_by_place ON due (campaign, milestone, region, school);
