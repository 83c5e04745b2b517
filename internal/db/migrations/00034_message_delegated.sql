-- +goose Up

-- By whose delegation a message was written; NULL: in a role of one's own.
ALTER TABLE message ADD COLUMN delegated_by BIGINT REFERENCES person (id);
