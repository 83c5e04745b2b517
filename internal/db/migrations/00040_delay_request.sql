-- +goose Up

-- « Demande de délai »: a school asks for a later day for what it owes of a milestone (§6).
-- Rows are only added; it waits for an answer as long as what is due of the region does.
CREATE TABLE delay_request (
    id          BIGINT PRIMARY KEY,
    campaign    TEXT NOT NULL REFERENCES campaign (code),
    milestone   TEXT NOT NULL,
    school      TEXT NOT NULL,
    until_day   TEXT NOT NULL,
    reason      TEXT NOT NULL,
    person      BIGINT NOT NULL REFERENCES person (id),
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    CONSTRAINT delay_request_has_a_reason CHECK (reason <> '')
);

CREATE INDEX delay_request_by_school ON delay_request (campaign, milestone, school, id);

CREATE TRIGGER delay_request_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON delay_request
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
