-- +goose Up

-- A file's sheets as they were sent, « version »: 1, 2… Who sent it, and when, is
-- in its step. answers are canonical (JSON, its keys in order); digest is their
-- SHA-256, which the journal keeps too. Append-only.
CREATE TABLE project_version (
    project       BIGINT NOT NULL REFERENCES project (id),
    version       BIGINT NOT NULL,
    step          BIGINT NOT NULL UNIQUE REFERENCES project_step (id),
    rules_version BIGINT NOT NULL,
    revision      BIGINT NOT NULL,
    asked_cents   BIGINT NOT NULL,
    answers       TEXT NOT NULL,
    digest        TEXT NOT NULL,
    PRIMARY KEY (project, version),
    CONSTRAINT project_version_counts_from_one CHECK (version > 0),
    CONSTRAINT project_version_asked_not_negative CHECK (asked_cents >= 0),
    CONSTRAINT project_version_has_a_digest CHECK (length(digest) = 64)
);

-- The documents that were joined when it was sent. Append-only.
CREATE TABLE project_version_piece (
    project    BIGINT NOT NULL,
    version    BIGINT NOT NULL,
    attachment BIGINT NOT NULL REFERENCES attachment (id),
    PRIMARY KEY (project, version, attachment),
    FOREIGN KEY (project, version) REFERENCES project_version (project, version)
);

CREATE INDEX project_version_piece_by_attachment ON project_version_piece (attachment, version);

-- sent_version is the last one; 0: none is kept (never sent, or before this
-- migration). asked_cents is what it asks for; draft_cents what the sheet now
-- adds up to as the school writes it: the same until a file that was returned is
-- changed.
ALTER TABLE project ADD COLUMN sent_version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE project ADD COLUMN draft_cents BIGINT NOT NULL DEFAULT 0 CONSTRAINT project_draft_is_not_negative CHECK (draft_cents >= 0);
UPDATE project SET draft_cents = asked_cents;

-- Until when the school may complete a file that is returned; NULL for another act.
ALTER TABLE project_step ADD COLUMN until_day TEXT;

CREATE TRIGGER project_version_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON project_version
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER project_version_piece_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON project_version_piece
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
