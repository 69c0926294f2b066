-- +goose Up

-- The team an agent works in: reports are divided by it.
ALTER TABLE agents.staff ADD COLUMN team text NOT NULL DEFAULT '' CHECK (char_length(team) <= 64);

-- +goose Down
ALTER TABLE agents.staff DROP COLUMN team;
