-- +goose Up

-- A person has one directory waiting at most; of two sent at once, the last stays.
UPDATE directory_import SET state = 'dropped' WHERE state = 'waiting' AND EXISTS
    (SELECT 1 FROM directory_import newer WHERE newer.person = directory_import.person AND newer.state = 'waiting' AND newer.id > directory_import.id);

CREATE UNIQUE INDEX directory_import_one_waiting ON directory_import (person) WHERE state = 'waiting';
