-- +goose Up

-- Public or private, blank: the directory did not say. A school that has closed
-- stays: closed_on is its last day, where the directory tells it.
ALTER TABLE school ADD COLUMN sector TEXT NOT NULL DEFAULT '' CONSTRAINT school_sector_known CHECK (sector IN ('', 'public', 'private'));
ALTER TABLE school ADD COLUMN closed_on TEXT;

CREATE INDEX school_by_name ON school (sort_key, uai);

-- One row, locked by who imports: two imports do not cross.
CREATE TABLE directory (
    one         BIGINT PRIMARY KEY,
    imported_at TEXT,
    CONSTRAINT directory_is_one CHECK (one = 1)
);

INSERT INTO directory (one) VALUES (1);

-- A directory that was sent and waits for its sender to confirm it. The file is
-- kept meanwhile (package file, whose tables come in a later step), so that any
-- node can read it; it goes when the import is done or dropped.
CREATE TABLE directory_import (
    id          BIGINT PRIMARY KEY,
    file        BIGINT NOT NULL UNIQUE,
    person      BIGINT NOT NULL REFERENCES person (id),
    state       TEXT NOT NULL,
    added       BIGINT NOT NULL,
    changed     BIGINT NOT NULL,
    closed      BIGINT NOT NULL,
    unchanged   BIGINT NOT NULL,
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    CONSTRAINT directory_import_state_known CHECK (state IN ('waiting', 'done', 'dropped')),
    CONSTRAINT directory_import_counts_when_done CHECK (state = 'done' OR added + changed + closed + unchanged = 0)
);

CREATE INDEX directory_import_by_person ON directory_import (person, state);

-- « Site »: schools of one department that pool their offer (§2.3, annexe 6).
CREATE TABLE site (
    id          BIGINT PRIMARY KEY,
    name        TEXT NOT NULL,
    department  TEXT NOT NULL REFERENCES department (code),
    academie    TEXT NOT NULL,
    region      TEXT NOT NULL,
    sort_key    TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    CONSTRAINT site_has_a_name CHECK (name <> '')
);

CREATE INDEX site_by_department ON site (department, sort_key);

-- Dated membership: until_day is the last day, none while the school is in it.
CREATE TABLE site_member (
    id        BIGINT PRIMARY KEY,
    site      BIGINT NOT NULL REFERENCES site (id),
    school    TEXT NOT NULL REFERENCES school (uai),
    from_day  TEXT NOT NULL,
    until_day TEXT,
    CONSTRAINT site_member_days_in_order CHECK (until_day IS NULL OR until_day >= from_day)
);

CREATE INDEX site_member_by_site ON site_member (site, school);
CREATE INDEX site_member_by_school ON site_member (school, from_day);
CREATE UNIQUE INDEX site_member_one_at_a_time ON site_member (school) WHERE until_day IS NULL;

-- The register of the schemes and resources of a department (§3.1), dated.
CREATE TABLE resource (
    id           BIGINT PRIMARY KEY,
    department   TEXT NOT NULL REFERENCES department (code),
    academie     TEXT NOT NULL,
    region       TEXT NOT NULL,
    kind         TEXT NOT NULL,
    name         TEXT NOT NULL,
    offer        TEXT NOT NULL,
    organisation TEXT NOT NULL,
    phone        TEXT NOT NULL,
    email        TEXT NOT NULL,
    from_day     TEXT NOT NULL,
    until_day    TEXT,
    sort_key     TEXT NOT NULL,
    version      BIGINT NOT NULL,
    recorded_at  TEXT NOT NULL,
    CONSTRAINT resource_kind_known CHECK (kind IN ('ofii', 'workshop', 'reaap', 'casnav', 'crdp', 'association', 'other')),
    CONSTRAINT resource_has_a_name CHECK (name <> ''),
    CONSTRAINT resource_days_in_order CHECK (until_day IS NULL OR until_day >= from_day)
);

CREATE INDEX resource_by_department ON resource (department, kind, sort_key);
