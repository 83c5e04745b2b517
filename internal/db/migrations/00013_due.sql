-- +goose Up

-- What became of what was due: '' while it is open, done, or dropped (nobody
-- waits for it any more). settled_on is the civil day it was done on, which may be
-- before the day it was recorded; act is what settles it; owed_to is the role it is owed to.
ALTER TABLE due ADD COLUMN act TEXT NOT NULL DEFAULT '';
ALTER TABLE due ADD COLUMN owed_to TEXT NOT NULL DEFAULT '';
ALTER TABLE due ADD COLUMN outcome TEXT NOT NULL DEFAULT '' CONSTRAINT due_outcome_known CHECK (outcome IN ('', 'done', 'dropped'));
ALTER TABLE due ADD COLUMN settled_on TEXT;
UPDATE due SET outcome = 'done', settled_on = substr(settled_at, 1, 10) WHERE settled_at IS NOT NULL;

CREATE INDEX due_open ON due (role, due_on, task, milestone, act, subject, region, academie, department, school, id, opened_at) WHERE settled_at IS NULL;
CREATE INDEX due_to_receive ON due (owed_to, due_on) WHERE settled_at IS NULL AND act = 'campaign.acknowledge';
CREATE INDEX due_by_milestone ON due (campaign, milestone, subject);

-- « Délai »: a later day, granted to one actor for one milestone by the level
-- above, with its reason. The latest row rules; none is edited.
CREATE TABLE extension (
    id          BIGINT PRIMARY KEY,
    campaign    TEXT NOT NULL REFERENCES campaign (code),
    milestone   TEXT NOT NULL,
    school      TEXT NOT NULL,
    department  TEXT NOT NULL,
    academie    TEXT NOT NULL,
    region      TEXT NOT NULL,
    until_day   TEXT NOT NULL,
    reason      TEXT NOT NULL,
    person      BIGINT NOT NULL REFERENCES person (id),
    role        TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    CONSTRAINT extension_has_a_reason CHECK (reason <> ''),
    CONSTRAINT extension_is_for_somebody CHECK (region <> '')
);

CREATE INDEX extension_by_region ON extension (campaign, region, school);

-- « Date interne »: an earlier day that a region sets for the schools. until_day
-- NULL: the day of the circular again. The latest row rules.
CREATE TABLE internal_deadline (
    id          BIGINT PRIMARY KEY,
    campaign    TEXT NOT NULL REFERENCES campaign (code),
    milestone   TEXT NOT NULL,
    region      TEXT NOT NULL REFERENCES region (code),
    until_day   TEXT,
    reason      TEXT NOT NULL,
    person      BIGINT NOT NULL REFERENCES person (id),
    role        TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    CONSTRAINT internal_deadline_has_a_reason CHECK (reason <> '')
);

CREATE INDEX internal_deadline_by_region ON internal_deadline (campaign, region);

-- « Relance »: who is late is chased once a day, on whatever node.
CREATE TABLE chase (
    due    BIGINT NOT NULL REFERENCES due (id),
    day    TEXT NOT NULL,
    person BIGINT NOT NULL REFERENCES person (id),
    PRIMARY KEY (due, day)
);

-- The private address of a person's calendar. Changing it, or closing it, is a new
-- serial: an address made before opens nothing any more.
CREATE TABLE calendar_feed (
    person BIGINT PRIMARY KEY REFERENCES person (id),
    serial BIGINT NOT NULL,
    open   BOOLEAN NOT NULL
);
