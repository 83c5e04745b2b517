-- +goose Up

-- Which meeting of the campaign's calendar it is (§6): the key of a milestone; blank:
-- another one. A committee holds each once.
ALTER TABLE committee_meeting ADD COLUMN milestone TEXT NOT NULL DEFAULT '';

CREATE UNIQUE INDEX committee_meeting_one_a_milestone ON committee_meeting (committee, milestone) WHERE milestone <> '';

-- A point of an agenda that is about no file: what is put to the meeting, and what it
-- decides. rule names a value of the campaign's rules ("group_size_max.value"); blank:
-- none. It changes until the meeting is closed; the journal keeps each.
CREATE TABLE committee_point (
    id          BIGINT PRIMARY KEY,
    meeting     BIGINT NOT NULL REFERENCES committee_meeting (id),
    title       TEXT NOT NULL,
    text        TEXT NOT NULL,
    decision    TEXT NOT NULL,
    rule        TEXT NOT NULL,
    revision    BIGINT NOT NULL,
    by_person   BIGINT NOT NULL REFERENCES person (id),
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    CONSTRAINT committee_point_has_a_title CHECK (title <> '')
);

CREATE INDEX committee_point_by_meeting ON committee_point (meeting, id);
