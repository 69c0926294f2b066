-- +goose Up

-- The program signs in as a role that owns nothing; who may do what to accounts is
-- decided before Postgres is asked.
GRANT USAGE ON SCHEMA agents TO hotline;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA agents TO hotline;

-- +goose Down
REVOKE ALL ON ALL TABLES IN SCHEMA agents FROM hotline;
REVOKE USAGE ON SCHEMA agents FROM hotline;
