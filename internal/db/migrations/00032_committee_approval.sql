-- +goose Up

-- An approval of the minutes of a meeting, for the seat of a co-president (R8): by
-- who holds it, or by a delegation of theirs. digest is the SHA-256 of what was
-- approved: minutes that changed since have another one, and are to be approved
-- again. by_person typed it. Append-only.
CREATE TABLE committee_approval (
    id          BIGINT PRIMARY KEY,
    meeting     BIGINT NOT NULL REFERENCES committee_meeting (id),
    quality     TEXT NOT NULL,
    academie    TEXT NOT NULL,
    member      BIGINT NOT NULL REFERENCES committee_member (id),
    delegation  BIGINT REFERENCES committee_delegation (id),
    digest      TEXT NOT NULL,
    by_person   BIGINT NOT NULL REFERENCES person (id),
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    UNIQUE (meeting, quality, academie, digest),
    CONSTRAINT committee_approval_has_a_digest CHECK (length(digest) = 64)
);

CREATE TRIGGER committee_approval_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON committee_approval
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
