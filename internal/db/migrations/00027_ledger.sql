-- +goose Up

-- Double entry, append-only: cents go from the account credited to the account
-- debited. reverses: the entry that this one takes back, once.
CREATE TABLE ledger_entry (
    id          BIGINT PRIMARY KEY,
    debit       TEXT NOT NULL,
    credit      TEXT NOT NULL,
    cents       BIGINT NOT NULL,
    subject     TEXT NOT NULL,
    reverses    BIGINT UNIQUE REFERENCES ledger_entry (id),
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    CONSTRAINT ledger_entry_is_positive CHECK (cents > 0),
    CONSTRAINT ledger_entry_has_two_accounts CHECK (debit <> '' AND credit <> '' AND debit <> credit),
    CONSTRAINT ledger_entry_has_a_subject CHECK (subject <> '')
);

CREATE INDEX ledger_entry_by_debit ON ledger_entry (debit, id);
CREATE INDEX ledger_entry_by_credit ON ledger_entry (credit, id);
CREATE INDEX ledger_entry_by_subject ON ledger_entry (subject, id);

-- What an account holds, kept by the transaction that posts to it.
CREATE TABLE ledger_balance (
    account TEXT PRIMARY KEY,
    cents   BIGINT NOT NULL
);

CREATE TRIGGER ledger_entry_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
