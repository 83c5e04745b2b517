-- +goose Up

-- « Message » on a subject, between the two sides of a conversation. Append-only:
-- what was sent is neither changed nor taken back. until_day: it asks the other side
-- for an answer by that day; answers: it gives the answer that another asks for;
-- withdraws: it says nothing else than that another asks no more.
CREATE TABLE message (
    id           BIGINT PRIMARY KEY,
    subject      TEXT NOT NULL,
    conversation TEXT NOT NULL,
    school       TEXT NOT NULL,
    department   TEXT NOT NULL,
    academie     TEXT NOT NULL,
    region       TEXT NOT NULL,
    person       BIGINT NOT NULL REFERENCES person (id),
    role         TEXT NOT NULL,
    text         TEXT NOT NULL,
    until_day    TEXT,
    answers      BIGINT UNIQUE REFERENCES message (id),
    withdraws    BIGINT UNIQUE REFERENCES message (id),
    file         BIGINT UNIQUE REFERENCES file (id),
    happened_at  TEXT NOT NULL,
    recorded_at  TEXT NOT NULL,
    CONSTRAINT message_conversation_known CHECK (conversation IN ('regional', 'national')),
    CONSTRAINT message_says_something CHECK (text <> '' OR withdraws IS NOT NULL),
    CONSTRAINT message_is_short CHECK (length(text) <= 5000),
    CONSTRAINT message_withdraws_and_nothing_else CHECK (withdraws IS NULL OR
        (text = '' AND until_day IS NULL AND answers IS NULL AND file IS NULL))
);

CREATE INDEX message_by_subject ON message (subject, conversation, id);
CREATE INDEX message_by_region ON message (conversation, region, id);
CREATE INDEX message_by_school ON message (school, conversation, happened_at);
CREATE INDEX message_by_day ON message (happened_at);

CREATE TRIGGER message_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON message
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- Who has opened a conversation since a message was sent, and in which role.
CREATE TABLE message_read (
    message     BIGINT NOT NULL REFERENCES message (id),
    person      BIGINT NOT NULL REFERENCES person (id),
    role        TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (message, person)
);

-- Whom the morning's letter, or one of its own, has told of a message: once each.
CREATE TABLE message_told (
    message BIGINT NOT NULL REFERENCES message (id),
    person  BIGINT NOT NULL REFERENCES person (id),
    day     TEXT NOT NULL,
    PRIMARY KEY (message, person)
);
