-- +goose Up

-- What was typed in a form sent under a sign-in that had ended, sealed for its
-- person: it waits an hour for them to sign in again.
CREATE TABLE kept_form (
    person  BIGINT NOT NULL REFERENCES person (id),
    page    TEXT NOT NULL,
    sealed  BYTEA NOT NULL,
    kept_at TEXT NOT NULL,
    PRIMARY KEY (person, page)
);

CREATE INDEX kept_form_by_instant ON kept_form (kept_at);
