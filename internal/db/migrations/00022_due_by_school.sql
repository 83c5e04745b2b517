-- +goose Up

-- What a school owes, for the letters of the morning: see exchange's openOf.
CREATE INDEX due_open_by_school ON due (school, role, due_on) WHERE settled_at IS NULL;
