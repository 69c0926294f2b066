-- +goose Up
CREATE SCHEMA IF NOT EXISTS agents;

CREATE TABLE agents.seat (
    id     text    PRIMARY KEY CHECK (id ~ '^[0-9]{2,8}$'),
    title  text    NOT NULL DEFAULT '' CHECK (char_length(title) <= 64),
    active boolean NOT NULL DEFAULT true
);

CREATE TABLE agents.staff (
    id              text    PRIMARY KEY CHECK (id ~ '^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$'),
    name            text    NOT NULL CHECK (char_length(name) BETWEEN 1 AND 64),
    roles           text[]  NOT NULL CHECK (cardinality(roles) > 0
                                       AND roles <@ ARRAY['duty', 'affairs', 'manager', 'unit', 'admin', 'auditor']
                                       AND NOT roles @> ARRAY['admin', 'auditor']),
    county          text    NOT NULL DEFAULT '' CHECK (county = '' OR county ~ '^[0-9]{6}$' AND 'manager' = ANY (roles)),
    wrap_up_seconds integer NOT NULL DEFAULT 0 CHECK (wrap_up_seconds BETWEEN 0 AND 1800),
    default_seat    text    REFERENCES agents.seat (id),
    active          boolean NOT NULL DEFAULT true,
    hash            text    NOT NULL CHECK (hash LIKE '$argon2id$%'),
    must_change     boolean NOT NULL,
    -- Begins at the second of its creation, so an account deleted and made again
    -- does not revive the sessions of the old one.
    version         bigint  NOT NULL DEFAULT extract(epoch FROM clock_timestamp())::bigint
);

-- *1 at a seat signs in its default staff: at most one.
CREATE UNIQUE INDEX staff_default_seat ON agents.staff (default_seat) WHERE active;

CREATE TABLE agents.staff_skill (
    staff text     NOT NULL REFERENCES agents.staff (id) ON DELETE CASCADE,
    skill text     NOT NULL CHECK (skill ~ '^[a-z][a-z0-9_-]{0,31}$'),
    level smallint NOT NULL CHECK (level BETWEEN 0 AND 100),
    PRIMARY KEY (staff, skill)
);

-- The current or last shift of each agent: a register, see Shift.newer. It does
-- not refer to staff: a deleted agent's shift still has to be ended.
CREATE TABLE agents.shift (
    agent         text        PRIMARY KEY,
    id            uuid        NOT NULL,
    seat          text        NOT NULL,
    intent        text        NOT NULL CHECK (intent IN ('ready', 'break', 'signed_out')),
    reason        text        NOT NULL,
    since         timestamptz NOT NULL,
    reachable     boolean     NOT NULL,
    not_answering boolean     NOT NULL,
    misses        integer     NOT NULL,
    revision      bigint      NOT NULL,
    controller    text        COLLATE "C" NOT NULL
);

CREATE TABLE agents.revoked_session (
    id      uuid        PRIMARY KEY,
    expires timestamptz NOT NULL
);

-- Controllers hold all of this in memory and listen for what changed.
-- +goose StatementBegin
CREATE FUNCTION agents.notify() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('hotline_agents', TG_TABLE_NAME);
    RETURN NULL;
END
$$;
-- +goose StatementEnd

CREATE TRIGGER notify AFTER INSERT OR UPDATE OR DELETE ON agents.seat FOR EACH STATEMENT EXECUTE FUNCTION agents.notify();
CREATE TRIGGER notify AFTER INSERT OR UPDATE OR DELETE ON agents.staff FOR EACH STATEMENT EXECUTE FUNCTION agents.notify();
CREATE TRIGGER notify AFTER INSERT OR UPDATE OR DELETE ON agents.staff_skill FOR EACH STATEMENT EXECUTE FUNCTION agents.notify();
CREATE TRIGGER notify AFTER INSERT OR UPDATE OR DELETE ON agents.shift FOR EACH STATEMENT EXECUTE FUNCTION agents.notify();
CREATE TRIGGER notify AFTER INSERT OR UPDATE OR DELETE ON agents.revoked_session FOR EACH STATEMENT EXECUTE FUNCTION agents.notify();

-- +goose Down
DROP SCHEMA agents CASCADE;
