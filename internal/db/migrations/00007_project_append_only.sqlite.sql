-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER project_step_never_changes BEFORE UPDATE ON project_step
BEGIN SELECT RAISE(ABORT, 'project_step is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER project_step_never_shrinks BEFORE DELETE ON project_step
BEGIN SELECT RAISE(ABORT, 'project_step is append-only'); END;
-- +goose StatementEnd
