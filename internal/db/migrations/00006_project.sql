-- +goose Up

-- One project per school and campaign. state is where the file truly stands;
-- released is what the levels below the one that decides may know of it.
CREATE TABLE project (
    id            BIGINT PRIMARY KEY,
    number        TEXT NOT NULL UNIQUE,
    campaign      TEXT NOT NULL REFERENCES campaign (code),
    school        TEXT NOT NULL REFERENCES school (uai),
    department    TEXT NOT NULL,
    academie      TEXT NOT NULL,
    region        TEXT NOT NULL,
    state         TEXT NOT NULL,
    released      TEXT NOT NULL,
    revision      BIGINT NOT NULL,
    rules_version BIGINT NOT NULL,
    asked_cents   BIGINT NOT NULL,
    granted_cents BIGINT,
    opinion       TEXT NOT NULL,
    saved_at      TEXT NOT NULL,
    submitted_at  TEXT,
    return_until  TEXT,
    opened_at     TEXT NOT NULL,
    CONSTRAINT project_state_known CHECK (state IN ('draft', 'submitted', 'returned', 'preselected', 'reserve',
        'discarded', 'transmitted', 'sent_back', 'validated', 'refused', 'closed', 'withdrawn')),
    CONSTRAINT project_released_known CHECK (released IN ('draft', 'submitted', 'returned', 'preselected', 'reserve',
        'discarded', 'transmitted', 'sent_back', 'validated', 'refused', 'closed', 'withdrawn')),
    CONSTRAINT project_asked_is_not_negative CHECK (asked_cents >= 0),
    CONSTRAINT project_granted_within_asked CHECK (granted_cents IS NULL OR
        (granted_cents > 0 AND granted_cents <= asked_cents)),
    CONSTRAINT project_granted_only_when_validated CHECK (granted_cents IS NULL OR state IN ('validated', 'closed')),
    CONSTRAINT project_validated_has_an_amount CHECK (state <> 'validated' OR granted_cents IS NOT NULL),
    UNIQUE (campaign, school)
);

CREATE INDEX project_by_region ON project (campaign, region, number);
CREATE INDEX project_by_department ON project (campaign, department, number);
CREATE INDEX project_by_number ON project (campaign, number);
CREATE INDEX project_by_state ON project (campaign, state, number, submitted_at);
CREATE INDEX project_by_released ON project (campaign, released, number, submitted_at);

-- The last number given in a department, for numbers such as 2009-93-0042.
CREATE TABLE project_number (
    campaign   TEXT NOT NULL,
    department TEXT NOT NULL,
    last       BIGINT NOT NULL,
    PRIMARY KEY (campaign, department)
);

-- Who moved a file, when, why. Append-only. held: a decision not released yet,
-- which the levels below "level" do not see; its release is a step of its own.
CREATE TABLE project_step (
    id            BIGINT PRIMARY KEY,
    project       BIGINT NOT NULL REFERENCES project (id),
    act           TEXT NOT NULL,
    from_state    TEXT NOT NULL,
    to_state      TEXT NOT NULL,
    level         TEXT NOT NULL,
    held          BOOLEAN NOT NULL,
    reason        TEXT NOT NULL,
    granted_cents BIGINT,
    person        BIGINT NOT NULL REFERENCES person (id),
    role          TEXT NOT NULL,
    happened_at   TEXT NOT NULL,
    recorded_at   TEXT NOT NULL,
    CONSTRAINT project_step_decision_has_a_reason CHECK (reason <> '' OR
        act NOT IN ('project.discard', 'project.return', 'project.send_back', 'project.refuse', 'project.withdraw'))
);

CREATE INDEX project_step_by_project ON project_step (project, id);

-- What was typed in a sheet: one row per field, so that two people meet on a
-- field and not on a sheet. value is canonical (see package form).
CREATE TABLE answer (
    project     BIGINT NOT NULL REFERENCES project (id),
    sheet       TEXT NOT NULL,
    key         TEXT NOT NULL,
    value       TEXT NOT NULL,
    version     BIGINT NOT NULL,
    person      BIGINT NOT NULL REFERENCES person (id),
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (project, sheet, key)
);
