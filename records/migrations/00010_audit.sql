-- +goose Up

-- What people changed that is no fact of a call stands in the audit with what it was
-- before and after.
ALTER TABLE audit
    ADD COLUMN before jsonb,
    ADD COLUMN after jsonb;
