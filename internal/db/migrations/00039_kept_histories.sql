-- +goose Up

-- What became of a role, of an account, and who stood for whom: rows are only added,
-- for rights and approvals are read from them.
CREATE TRIGGER role_grant_step_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON role_grant_step
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER suspension_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON suspension
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER committee_delegation_never_changes BEFORE UPDATE OR DELETE OR TRUNCATE ON committee_delegation
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
