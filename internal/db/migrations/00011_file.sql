-- +goose Up

-- What people sent, « fichier ». A file that was removed has no content any
-- more: its name, size and digest stay, for what refers to it.
CREATE TABLE file (
    id          BIGINT PRIMARY KEY,
    name        TEXT NOT NULL,
    type        TEXT NOT NULL,
    size        BIGINT NOT NULL,
    digest      TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    removed_at  TEXT,
    CONSTRAINT file_type_known CHECK (type IN ('pdf', 'odt', 'ods', 'odp', 'docx', 'xlsx', 'jpg', 'png', 'csv')),
    CONSTRAINT file_has_a_name CHECK (name <> ''),
    CONSTRAINT file_is_not_empty CHECK (size > 0),
    CONSTRAINT file_has_a_digest CHECK (length(digest) = 64)
);

-- The content, in chunks of 256 kB: see package file.
CREATE TABLE file_chunk (
    file BIGINT NOT NULL REFERENCES file (id),
    seq  BIGINT NOT NULL,
    data BYTEA NOT NULL,
    CONSTRAINT file_chunk_is_short CHECK (length(data) > 0 AND length(data) <= 262144),
    PRIMARY KEY (file, seq)
);

-- What a school joins to its project, « pièce ». One that was removed keeps its
-- line, without its content.
CREATE TABLE attachment (
    id          BIGINT PRIMARY KEY,
    project     BIGINT NOT NULL REFERENCES project (id),
    file        BIGINT NOT NULL UNIQUE REFERENCES file (id),
    label       TEXT NOT NULL,
    person      BIGINT NOT NULL REFERENCES person (id),
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    removed_by  BIGINT REFERENCES person (id),
    removed_at  TEXT,
    CONSTRAINT attachment_says_what_it_is CHECK (label <> ''),
    CONSTRAINT attachment_removed_by_somebody CHECK ((removed_at IS NULL) = (removed_by IS NULL))
);

CREATE INDEX attachment_by_project ON attachment (project, id);
