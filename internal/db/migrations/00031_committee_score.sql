-- +goose Up

-- Who has last given its order to a meeting, and when.
ALTER TABLE committee_meeting ADD COLUMN ranked_by BIGINT REFERENCES person (id);
ALTER TABLE committee_meeting ADD COLUMN ranked_at TEXT;

-- What a member argued of a thing on the agenda, with a score by criterion (§3.3).
-- Both change until the meeting is closed; the journal keeps each.
CREATE TABLE committee_argument (
    meeting     BIGINT NOT NULL,
    subject     TEXT NOT NULL,
    member      BIGINT NOT NULL REFERENCES committee_member (id),
    reason      TEXT NOT NULL,
    by_person   BIGINT NOT NULL REFERENCES person (id),
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (meeting, subject, member),
    FOREIGN KEY (meeting, subject) REFERENCES committee_item (meeting, subject),
    CONSTRAINT committee_argument_has_a_reason CHECK (reason <> '')
);

CREATE TABLE committee_score (
    meeting   BIGINT NOT NULL,
    subject   TEXT NOT NULL,
    member    BIGINT NOT NULL,
    criterion TEXT NOT NULL,
    points    BIGINT NOT NULL,
    PRIMARY KEY (meeting, subject, member, criterion),
    FOREIGN KEY (meeting, subject, member) REFERENCES committee_argument (meeting, subject, member),
    CONSTRAINT committee_score_from_0_to_4 CHECK (points BETWEEN 0 AND 4)
);
