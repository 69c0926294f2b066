-- +goose Up

-- What the nightly recount of a day found. No number and no name is in it.
CREATE TABLE recount (
    day         date        NOT NULL,
    controller  text        NOT NULL, -- whose Asterisk's CDR it was compared with
    at          timestamptz NOT NULL DEFAULT now(),
    unexplained int         NOT NULL CHECK (unexplained >= 0),
    result      jsonb       NOT NULL,
    PRIMARY KEY (day, controller)
);
