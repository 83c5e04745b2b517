-- +goose Up

CREATE TABLE region (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL
);

CREATE TABLE academie (
    code   TEXT PRIMARY KEY,
    name   TEXT NOT NULL,
    region TEXT NOT NULL REFERENCES region (code)
);

CREATE TABLE department (
    code         TEXT PRIMARY KEY,
    name         TEXT NOT NULL,
    academie     TEXT NOT NULL REFERENCES academie (code),
    region       TEXT NOT NULL REFERENCES region (code),
    uai_prefix   TEXT NOT NULL UNIQUE,
    holiday_zone TEXT NOT NULL
);

CREATE TABLE school (
    uai         TEXT PRIMARY KEY,
    name        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    address     TEXT NOT NULL,
    postcode    TEXT NOT NULL,
    town        TEXT NOT NULL,
    phone       TEXT NOT NULL,
    email       TEXT NOT NULL,
    department  TEXT NOT NULL REFERENCES department (code),
    academie    TEXT NOT NULL,
    region      TEXT NOT NULL,
    open        BOOLEAN NOT NULL,
    search_text TEXT NOT NULL,
    sort_key    TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    CONSTRAINT school_kind_known CHECK (kind IN ('ecole', 'college', 'lycee')),
    CONSTRAINT school_uai_has_eight_signs CHECK (length(uai) = 8)
);

CREATE INDEX school_by_department ON school (department, sort_key);
