-- +goose Up

-- What administrators set on the page while calls wait: the menu, the topics, their hours,
-- the numbers outside. Each version is whole and is never changed; the last one counts.
CREATE TABLE setting (
    version  bigint      PRIMARY KEY CHECK (version > 0),
    saved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    saved_by text        NOT NULL,
    document jsonb       NOT NULL
);
REVOKE UPDATE, DELETE ON setting FROM hotline_program;
GRANT SELECT, INSERT ON setting TO hotline; -- who may is decided before Postgres is asked

-- +goose StatementBegin
CREATE FUNCTION notify_settings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('hotline_settings', TG_TABLE_NAME);
    RETURN NULL;
END
$$;
-- +goose StatementEnd

CREATE TRIGGER notify AFTER INSERT ON setting FOR EACH STATEMENT EXECUTE FUNCTION notify_settings();
