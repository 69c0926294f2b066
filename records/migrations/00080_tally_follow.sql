-- +goose Up

-- Yi calls by the way they were served, folded like the rest. Whether somebody calls
-- again within some days is no call's own fact: package tally looks it up once the days
-- are over (0: nobody to be compared). What follows from both is generated, so that a
-- late answer corrects it.
ALTER TABLE tally
    ADD COLUMN yi_offered int,
    ADD COLUMN yi_seat int,
    ADD COLUMN yi_interpreted int,
    ADD COLUMN yi_called_back int,
    ADD COLUMN followed int,
    ADD COLUMN again int,
    ADD COLUMN repeats int,
    ADD COLUMN followed_answered int GENERATED ALWAYS AS (CASE WHEN followed = 1 AND answered = 1 THEN 1 END) STORED,
    ADD COLUMN resolved int GENERATED ALWAYS AS (CASE WHEN followed = 1 AND answered = 1 AND again IS NULL THEN 1 END) STORED;
ALTER TABLE tally_change
    ADD COLUMN yi_offered int,
    ADD COLUMN yi_seat int,
    ADD COLUMN yi_interpreted int,
    ADD COLUMN yi_called_back int,
    ADD COLUMN followed int,
    ADD COLUMN repeats int,
    ADD COLUMN followed_answered int,
    ADD COLUMN resolved int;
ALTER TABLE tally_sum
    ADD COLUMN yi_offered bigint,
    ADD COLUMN yi_seat bigint,
    ADD COLUMN yi_interpreted bigint,
    ADD COLUMN yi_called_back bigint,
    ADD COLUMN followed bigint,
    ADD COLUMN repeats bigint,
    ADD COLUMN followed_answered bigint,
    ADD COLUMN resolved bigint;
CREATE INDEX tally_unfollowed ON tally (at) WHERE part = '' AND followed IS NULL;

-- Makes the functions of the tally's triggers from the columns of tally_change: who adds
-- a count calls it again.
-- +goose StatementBegin
CREATE FUNCTION tally_watch() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    list text := (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
        WHERE attrelid = 'tally_change'::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'n');
    name text;
    source text;
BEGIN
    FOR name, source IN SELECT * FROM (VALUES
        ('tally_insert', 'SELECT 1 AS n, a.* FROM now a'),
        ('tally_update', 'SELECT -1 AS n, b.* FROM before b UNION ALL SELECT 1, a.* FROM now a'),
        ('tally_delete', 'SELECT -1 AS n, b.* FROM before b')
    ) AS v (name, source) LOOP
        EXECUTE format($f$CREATE OR REPLACE FUNCTION %1$I() RETURNS trigger LANGUAGE plpgsql AS $b$
BEGIN
    INSERT INTO tally_change (n, %2$s) SELECT sum(n), %2$s FROM (%3$s) x GROUP BY %2$s HAVING sum(n) <> 0;
    RETURN NULL;
END $b$ $f$, name, list, source);
    END LOOP;
END $$;
-- +goose StatementEnd
SELECT tally_watch();

-- Who called may be known late: then it is looked up again.
-- +goose StatementBegin
CREATE FUNCTION call_party_known() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE tally SET followed = NULL, again = NULL, repeats = NULL WHERE call = NEW.id AND part = '' AND followed IS NOT NULL;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER call_party_known AFTER UPDATE OF party ON call FOR EACH ROW
    WHEN (NEW.party IS NOT NULL AND OLD.party IS DISTINCT FROM NEW.party) EXECUTE FUNCTION call_party_known();

-- The minutes in which the hotline could not be reached are found by these.
CREATE INDEX call_fault ON call (ended_at) WHERE outcome = 'failed' OR reason = 'no_controller';
