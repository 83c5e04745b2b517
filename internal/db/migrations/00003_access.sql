-- +goose Up

CREATE TABLE person (
    id          BIGINT PRIMARY KEY,
    login       TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    email       TEXT NOT NULL UNIQUE,
    recorded_at TEXT NOT NULL
);

-- A role, over a place, for a time. A blank column is a wider place: a grant
-- over a region has neither school, nor department, nor académie.
CREATE TABLE role_grant (
    id         BIGINT PRIMARY KEY,
    person     BIGINT NOT NULL REFERENCES person (id),
    role       TEXT NOT NULL,
    school     TEXT NOT NULL,
    department TEXT NOT NULL,
    academie   TEXT NOT NULL,
    region     TEXT NOT NULL,
    from_day   TEXT NOT NULL,
    until_day  TEXT,
    CONSTRAINT role_grant_days_in_order CHECK (until_day IS NULL OR until_day >= from_day)
);

CREATE INDEX role_grant_by_person ON role_grant (person);
CREATE INDEX role_grant_by_role ON role_grant (role, school);

-- The token is kept as its hash: a copy of the database opens no door.
CREATE TABLE sign_in (
    token      TEXT PRIMARY KEY,
    data       BYTEA NOT NULL,
    expires_at TEXT NOT NULL
);

CREATE INDEX sign_in_by_expiry ON sign_in (expires_at);
