-- +goose Up

CREATE TABLE campaign (
    code    TEXT PRIMARY KEY,
    label   TEXT NOT NULL,
    version BIGINT NOT NULL,
    current BOOLEAN NOT NULL
);

-- Rules are versioned: the files of every version are kept as they were read.
CREATE TABLE campaign_file (
    campaign    TEXT NOT NULL REFERENCES campaign (code),
    version     BIGINT NOT NULL,
    name        TEXT NOT NULL,
    content     BYTEA NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (campaign, version, name)
);

-- « Échéance ; ce qui est attendu de quelqu’un »: who owes what on which subject by when.
CREATE TABLE due (
    id         BIGINT PRIMARY KEY,
    campaign   TEXT NOT NULL REFERENCES campaign (code),
    milestone  TEXT NOT NULL,
    task       TEXT NOT NULL,
    role       TEXT NOT NULL,
    school     TEXT NOT NULL,
    department TEXT NOT NULL,
    academie   TEXT NOT NULL,
    region     TEXT NOT NULL,
    subject    TEXT NOT NULL,
    due_on     TEXT NOT NULL,
    opened_at  TEXT NOT NULL,
    settled_at TEXT
);

CREATE INDEX due_by_subject ON due (subject, settled_at);
CREATE INDEX due_by_role ON due (role, settled_at, region, department, school);
