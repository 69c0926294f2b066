-- +goose Up

-- Who sees which row is decided here too. The program says at the beginning of each
-- transaction on whose behalf it asks: a role, and for hotline_desk
--
--   hotline.staff    the badge
--   hotline.reach    all, own (calls he talked in), or nothing
--   hotline.county   of a manager who is limited to one
--   hotline.secrets  all, own, or nothing: what is strictly secret
--   hotline.vouched  a call the program knows he talks in, before its facts are here
--
-- The predicates are functions of the owner, so that one table's policy may look into
-- another table without that one's policy.

-- +goose StatementBegin
CREATE FUNCTION asked(setting text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(current_setting('hotline.' || setting, true), '')
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION talked_in(of_call uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT of_call::text = asked('vouched')
        OR EXISTS (SELECT FROM segment s WHERE s.call = of_call AND s.agent = asked('staff'))
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION sees_call(of_call uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT CASE asked('reach')
        WHEN 'all' THEN asked('county') = '' OR talked_in(of_call)
            OR EXISTS (SELECT FROM consultation c WHERE c.call = of_call AND c.region = asked('county'))
        WHEN 'own' THEN talked_in(of_call)
        ELSE false
    END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION sees_secret(of_call uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT sees_call(of_call) AND CASE asked('secrets') WHEN 'all' THEN true WHEN 'own' THEN talked_in(of_call) ELSE false END
$$;
-- +goose StatementEnd

-- A party is seen behind a call, and in the list of calls we owe, which is everybody's.
-- +goose StatementBegin
CREATE FUNCTION sees_party(of_party uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT asked('reach') IN ('all', 'own') AND (
        EXISTS (SELECT FROM callback b WHERE b.party = of_party)
        OR EXISTS (SELECT FROM call c WHERE c.party = of_party AND sees_call(c.id)))
$$;
-- +goose StatementEnd

-- A matter is its owner's, and his who may see a call it was opened in or came up in.
-- +goose StatementBegin
CREATE FUNCTION sees_matter(of_matter uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT asked('reach') IN ('all', 'own') AND EXISTS (
        SELECT FROM matter m WHERE m.id = of_matter
          AND (m.owner = asked('staff') OR sees_call(m.opened_call) OR sees_party(m.party)))
$$;
-- +goose StatementEnd

-- What was written of a call: a draft is its author's; what is or was strictly secret
-- is for those who may see secrets.
-- +goose StatementBegin
CREATE FUNCTION sees_writing(of_call uuid, of_kind text, of_occurrence text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT CASE
        WHEN of_kind = 'consultation.drafted' THEN split_part(of_occurrence, '#', 1) = asked('staff') AND sees_call(of_call)
        WHEN sees_secret(of_call) THEN true
        ELSE sees_call(of_call)
            AND NOT EXISTS (SELECT FROM consultation c WHERE c.call = of_call AND c.secrecy = 'strict')
            AND NOT EXISTS (SELECT FROM consultation_edit e WHERE e.call = of_call AND e.occurrence = of_occurrence AND e.fields ->> 'secrecy' = 'strict')
    END
$$;
-- +goose StatementEnd

-- Only the owner makes tables, so this one works as him. A partition is read and
-- written through the journal alone.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION journal_make_partitions(since timestamptz, ahead int) RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
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
            EXECUTE format('REVOKE ALL ON %I FROM hotline_program', name);
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
REVOKE EXECUTE ON FUNCTION journal_make_partitions(timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION journal_make_partitions(timestamptz, int) TO hotline_program;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO hotline_program;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO hotline_program;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO hotline_program;
-- What happened is never changed. What a party was is changed by forgetting alone.
REVOKE UPDATE, DELETE ON journal, audit FROM hotline_program;
-- +goose StatementBegin
DO $$
DECLARE
    partition regclass;
BEGIN
    FOR partition IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'journal'::regclass LOOP
        EXECUTE format('REVOKE ALL ON %s FROM hotline_program', partition);
    END LOOP;
END $$;
-- +goose StatementEnd
REVOKE INSERT, UPDATE, DELETE ON goose_records FROM hotline_program;
REVOKE UPDATE, DELETE ON party FROM hotline_program;
REVOKE INSERT, UPDATE, DELETE ON dictionary, dictionary_version FROM hotline_program;
GRANT INSERT ON audit TO hotline; -- changes of accounts are noted in their own transaction
GRANT INSERT, SELECT ON audit TO hotline_desk, hotline_auditor;

GRANT SELECT ON call, queue_passage, promise, segment, hold, rating, recording, recording_file, legal_hold, callback,
    consultation, consultation_text, consultation_secret, consultation_edit, consultation_draft,
    matter, party, fact_writing, journal, shift, agent_state, dictionary, dictionary_version, tally TO hotline_desk;
-- Sums hold nothing secret, so that a total is the same for everyone.
GRANT SELECT ON tally_sum, tally_change, state_sum, state_change TO hotline_desk;

GRANT SELECT ON call, recording_file, legal_hold, consultation_text, consultation_secret TO hotline_retention;
GRANT SELECT, UPDATE ON party TO hotline_retention;
GRANT SELECT, DELETE ON fact_writing TO hotline_retention;
GRANT UPDATE ON consultation_text, consultation_secret TO hotline_retention;
GRANT SELECT, UPDATE ON consultation_search TO hotline_retention;

-- Every table with rows about calls or people: its owner, the program and retention are
-- let through by policies of their own, so that FORCE leaves no way around.
-- +goose StatementBegin
DO $$
DECLARE
    t text;
    rule text;
    everything text := $q$(SELECT asked('reach') = 'all' AND asked('county') = '')$q$; -- asked once a query, not once a row
    secrets text := $q$(SELECT asked('reach') = 'all' AND asked('county') = '' AND asked('secrets') = 'all')$q$;
BEGIN
    FOR t, rule IN SELECT * FROM (VALUES
        ('call', everything || ' OR sees_call(id)'),
        ('queue_passage', everything || ' OR sees_call(call)'),
        ('promise', everything || ' OR sees_call(call)'),
        ('segment', everything || ' OR sees_call(call)'),
        ('hold', everything || ' OR sees_call(call)'),
        ('rating', everything || ' OR sees_call(call)'),
        ('recording', everything || ' OR sees_call(call)'),
        ('recording_file', everything || ' OR sees_call(call)'),
        ('legal_hold', everything || ' OR sees_call(call)'),
        ('callback', $q$(SELECT asked('reach') IN ('all', 'own'))$q$),
        ('consultation', everything || ' OR sees_call(call)'),
        ('consultation_text', everything || ' OR sees_call(call)'),
        ('consultation_secret', secrets || ' OR sees_secret(call)'),
        ('consultation_edit', everything || ' OR sees_call(call)'),
        ('consultation_draft', $q$author = (SELECT asked('staff')) AND sees_call(call)$q$),
        ('tally', everything || ' OR sees_call(call)'),
        ('matter', everything || ' OR sees_matter(id)'),
        ('party', everything || ' OR sees_party(id)'),
        ('fact_writing', format($q$CASE WHEN kind = 'consultation.drafted' THEN false ELSE %s END OR sees_writing(subject, kind, occurrence)$q$, secrets)),
        ('journal', everything || $q$ OR CASE WHEN kind LIKE 'matter.%' THEN sees_matter(subject)
            WHEN kind LIKE 'shift.%' THEN EXISTS (SELECT FROM shift s WHERE s.id = subject) ELSE sees_call(subject) END$q$),
        ('shift', $q$(SELECT asked('reach') = 'all') OR agent = (SELECT asked('staff'))$q$),
        ('agent_state', $q$(SELECT asked('reach') = 'all') OR agent = (SELECT asked('staff'))$q$)
    ) AS v (t, rule) LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY own ON %I TO hotline_owner, hotline_program, hotline_retention USING (true) WITH CHECK (true)', t);
        EXECUTE format('CREATE POLICY desk ON %I FOR SELECT TO hotline_desk USING (%s)', t, rule);
    END LOOP;
END $$;
-- +goose StatementEnd

-- The audit: everybody adds, as himself; the auditor reads. Nobody changes it.
ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON audit TO hotline_owner, hotline_program USING (true) WITH CHECK (true);
CREATE POLICY note ON audit FOR INSERT TO hotline WITH CHECK (true);
CREATE POLICY add_own ON audit FOR INSERT TO hotline_desk, hotline_auditor WITH CHECK (staff = asked('staff'));
CREATE POLICY see_own ON audit FOR SELECT TO hotline_desk USING (staff = asked('staff'));
CREATE POLICY see ON audit FOR SELECT TO hotline_auditor USING (true);
