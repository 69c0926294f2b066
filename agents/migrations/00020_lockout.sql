-- +goose Up

-- Failed sign-ins of the whole centre, so that a locked account is locked at every
-- controller. Whoever is not in it has none.
CREATE TABLE agents.sign_in_failure (
    staff  text        PRIMARY KEY,
    failed integer     NOT NULL CHECK (failed > 0),
    last   timestamptz NOT NULL
);
CREATE TRIGGER notify AFTER INSERT OR UPDATE OR DELETE ON agents.sign_in_failure FOR EACH STATEMENT EXECUTE FUNCTION agents.notify();
GRANT SELECT, INSERT, UPDATE, DELETE ON agents.sign_in_failure TO hotline;

-- +goose Down
DROP TABLE agents.sign_in_failure;
