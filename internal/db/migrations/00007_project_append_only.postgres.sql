-- +goose Up
CREATE TRIGGER project_step_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON project_step
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
