-- +goose Up

-- What somebody looks at again and again: the choices of a report's page, as its address
-- has them. Dates are kept as they were chosen.
CREATE TABLE report_view (
    id      uuid        PRIMARY KEY,
    owner   text        NOT NULL,
    title   text        NOT NULL CHECK (title <> '' AND char_length(title) <= 60),
    choices text        NOT NULL CHECK (octet_length(choices) <= 2000),
    shared  boolean     NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX report_view_owner ON report_view (owner, title);
GRANT SELECT, INSERT, UPDATE, DELETE ON report_view TO hotline_program;
