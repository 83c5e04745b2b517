-- +goose Up

-- One row: what kind of database this is. business_date is the day an example
-- database lives on; NULL elsewhere, where the machine's clock rules.
CREATE TABLE installation (
    one           BIGINT PRIMARY KEY,
    example       BOOLEAN NOT NULL,
    business_date TEXT,
    CONSTRAINT installation_is_one CHECK (one = 1),
    CONSTRAINT installation_date_is_for_examples CHECK (example OR business_date IS NULL)
);

-- A key that makes twice once: what a form was sent with, and where its act led.
CREATE TABLE once_key (
    key         TEXT PRIMARY KEY,
    result      TEXT NOT NULL,
    recorded_at TEXT NOT NULL
);

CREATE INDEX once_key_by_age ON once_key (recorded_at);

-- Append-only (see the triggers of 00002), chained: hash covers the row and previous.
CREATE TABLE journal (
    seq         BIGINT PRIMARY KEY,
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    person      BIGINT NOT NULL,
    role        TEXT NOT NULL,
    act         TEXT NOT NULL,
    subject     TEXT NOT NULL,
    detail      TEXT NOT NULL,
    previous    TEXT NOT NULL,
    hash        TEXT NOT NULL UNIQUE,
    CONSTRAINT journal_has_an_actor CHECK (role <> '')
);

CREATE INDEX journal_by_subject ON journal (subject, seq);

CREATE TABLE journal_head (
    one  BIGINT PRIMARY KEY,
    seq  BIGINT NOT NULL,
    hash TEXT NOT NULL,
    CONSTRAINT journal_head_is_one CHECK (one = 1)
);

INSERT INTO journal_head (one, seq, hash) VALUES (1, 0, '');

-- Letters to send, written by the transaction of the act they tell of.
CREATE TABLE letter (
    id          BIGINT PRIMARY KEY,
    person      BIGINT NOT NULL,
    address     TEXT NOT NULL,
    title       TEXT NOT NULL,
    body        TEXT NOT NULL,
    about       TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL
);

CREATE INDEX letter_by_person ON letter (person, id);
