-- +goose Up

-- A person behind a number. Forgetting empties everything but the id, which calls
-- and figures go on counting; without the wrapped key nothing sealed under it opens.
CREATE TABLE party (
    id            uuid PRIMARY KEY,
    number_hash   bytea UNIQUE CHECK (octet_length(number_hash) = 32),
    number_sealed bytea,
    key_wrapped   bytea,
    forgotten_at  timestamptz,
    CHECK ((number_hash IS NULL) = (number_sealed IS NULL)),
    CHECK (number_sealed IS NULL OR key_wrapped IS NOT NULL),
    CHECK ((forgotten_at IS NULL) = (key_wrapped IS NOT NULL))
);

-- What happened, once each. The subject is a UUIDv7, so its time is the partition.
-- party: whose number stood behind a call.arrived; never the number itself.
CREATE TABLE journal (
    subject    uuid        NOT NULL,
    kind       text        NOT NULL CHECK (kind <> ''),
    occurrence text        NOT NULL,
    at         timestamptz NOT NULL,
    controller text        NOT NULL,
    data       jsonb       NOT NULL,
    party      uuid REFERENCES party,
    kept_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (subject, kind, occurrence)
) PARTITION BY RANGE (subject);

CREATE TABLE journal_default PARTITION OF journal DEFAULT;

-- +goose StatementBegin
CREATE FUNCTION uuid_floor(at timestamptz) RETURNS uuid
LANGUAGE sql STABLE AS $$
    SELECT rpad(lpad(to_hex(floor(extract(epoch FROM at) * 1000)::bigint), 12, '0'), 32, '0')::uuid
$$;
-- +goose StatementEnd

-- Makes the partition of each month from the one of since to ahead months later.
-- Rows that already lie in the default partition move into theirs.
-- +goose StatementBegin
CREATE FUNCTION journal_make_partitions(since timestamptz, ahead int) RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
    month timestamp := date_trunc('month', since AT TIME ZONE 'Asia/Shanghai');
    name  text;
    lo    uuid;
    hi    uuid;
    made  int := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('journal_make_partitions'));
    FOR i IN 0..ahead LOOP
        name := to_char(month, '"journal_"YYYY_MM');
        lo := uuid_floor(month AT TIME ZONE 'Asia/Shanghai');
        hi := uuid_floor((month + interval '1 month') AT TIME ZONE 'Asia/Shanghai');
        IF to_regclass(name) IS NULL THEN
            EXECUTE format('CREATE TABLE %I (LIKE journal INCLUDING ALL)', name);
            EXECUTE format('WITH moved AS (DELETE FROM journal_default WHERE subject >= %L AND subject < %L
                    RETURNING subject, kind, occurrence, at, controller, data, party, kept_at)
                INSERT INTO %I (subject, kind, occurrence, at, controller, data, party, kept_at)
                SELECT subject, kind, occurrence, at, controller, data, party, kept_at FROM moved', lo, hi, name);
            EXECUTE format('ALTER TABLE journal ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, lo, hi);
            made := made + 1;
        END IF;
        month := month + interval '1 month';
    END LOOP;
    RETURN made;
END $$;
-- +goose StatementEnd

SELECT journal_make_partitions(now() - interval '1 month', 4);
