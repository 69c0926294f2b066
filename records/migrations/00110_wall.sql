-- +goose Up

-- Screens on a wall: each has a token of its own, of which only the hash is here. Whoever
-- shows it reads today's figures and the queue, and nothing of calls or callers.
CREATE TABLE wall (
    id         uuid        PRIMARY KEY,
    title      text        NOT NULL CHECK (title <> ''),
    hash       bytea       NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    made_by    text        NOT NULL,
    made_at    timestamptz NOT NULL DEFAULT now(),
    revoked_by text,
    revoked_at timestamptz,
    CHECK ((revoked_by IS NULL) = (revoked_at IS NULL))
);
GRANT SELECT, INSERT, UPDATE ON wall TO hotline_program;
