-- +goose Up

-- What a region answered to a school that it gives no delay: rows are only added, one a
-- request. A delay that it gives is an extension.
CREATE TABLE delay_refusal (
    id          BIGINT PRIMARY KEY,
    request     BIGINT NOT NULL UNIQUE REFERENCES delay_request (id),
    reason      TEXT NOT NULL,
    person      BIGINT NOT NULL REFERENCES person (id),
    role        TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    CONSTRAINT delay_refusal_has_a_reason CHECK (reason <> '')
);

CREATE TRIGGER delay_refusal_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON delay_refusal
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
