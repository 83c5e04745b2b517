-- +goose Up

-- Where a letter is on its way out. waiting: to be sent; sending: in the hands of a
-- node until lease_until; sent; refused: the address does not take it; failed:
-- tried too often; doubt: its node stopped before it knew; kept: not to be sent.
-- next_at and lease_until are the machine's instants.
ALTER TABLE letter ADD COLUMN state TEXT NOT NULL DEFAULT 'waiting'
    CONSTRAINT letter_state_known CHECK (state IN ('waiting', 'sending', 'sent', 'refused', 'failed', 'doubt', 'kept'));
ALTER TABLE letter ADD COLUMN attempts BIGINT NOT NULL DEFAULT 0;
ALTER TABLE letter ADD COLUMN next_at TEXT;
ALTER TABLE letter ADD COLUMN lease_until TEXT;
ALTER TABLE letter ADD COLUMN sent_at TEXT;
ALTER TABLE letter ADD COLUMN error TEXT NOT NULL DEFAULT '';
UPDATE letter SET state = 'kept';

CREATE INDEX letter_to_send ON letter (state, id);

-- « Rappel »: what a person was reminded of, once for each reason.
CREATE TABLE reminder (
    person BIGINT NOT NULL REFERENCES person (id),
    due    BIGINT NOT NULL REFERENCES due (id),
    kind   TEXT NOT NULL,
    day    TEXT NOT NULL,
    PRIMARY KEY (person, due, kind)
);

-- The morning's letter: one for each person and day, on whatever node.
CREATE TABLE digest (
    person  BIGINT NOT NULL REFERENCES person (id),
    day     TEXT NOT NULL,
    written BOOLEAN NOT NULL,
    PRIMARY KEY (person, day)
);
