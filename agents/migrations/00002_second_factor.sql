-- +goose Up

-- The secret of a one-time code (RFC 6238), sealed under the session key. NULL: none enrolled.
ALTER TABLE agents.staff ADD COLUMN factor text CHECK (factor <> '');

-- +goose Down
ALTER TABLE agents.staff DROP COLUMN factor;
