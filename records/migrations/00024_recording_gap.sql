-- +goose Up

-- The times of which nothing is in a recording, because its agent paused it, in order:
-- from, to (none: it lasts), by.
ALTER TABLE recording ADD COLUMN gaps jsonb NOT NULL DEFAULT '[]';
