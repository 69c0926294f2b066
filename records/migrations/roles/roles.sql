-- The roles of a centre's Postgres, for a superuser to run once in the hotline's database
-- and again after an upgrade; running it twice changes nothing. Passwords are set apart.
--
--   hotline_owner      owns and migrates the tables; hotline migrate alone signs in as it
--   hotline            signs in for hotline serve; owns nothing and reads nothing by itself:
--                      in each transaction it takes one of the following
--   hotline_desk       what people ask for, row by row of who they are; adds to the audit
--   hotline_auditor    the audit and the disclosures, nothing of calls
--   hotline_program    what the program does of its own accord: ships, folds, finds
--   hotline_retention  forgets parties, deletes what is over
--   hotline_backup     signs in for hotline backup; reads every row, changes none
DO $$
DECLARE
    r text;
BEGIN
    FOREACH r IN ARRAY ARRAY['hotline_desk', 'hotline_auditor', 'hotline_program', 'hotline_retention'] LOOP
        IF to_regrole(r) IS NULL THEN
            EXECUTE format('CREATE ROLE %I NOLOGIN', r);
        END IF;
    END LOOP;
    FOREACH r IN ARRAY ARRAY['hotline_owner', 'hotline', 'hotline_backup'] LOOP
        IF to_regrole(r) IS NULL THEN
            EXECUTE format('CREATE ROLE %I LOGIN', r);
        END IF;
    END LOOP;
    ALTER ROLE hotline_owner INHERIT CREATEDB; -- it owns a database's public schema by inheriting
    ALTER ROLE hotline NOINHERIT NOCREATEDB NOBYPASSRLS;
    ALTER ROLE hotline_backup BYPASSRLS;
    -- Of earlier versions, where one role did everything.
    IF EXISTS (SELECT FROM pg_database WHERE datname = current_database() AND datdba = 'hotline'::regrole) THEN
        REASSIGN OWNED BY hotline TO hotline_owner;
    END IF;
END $$;

GRANT hotline_desk, hotline_auditor, hotline_program, hotline_retention TO hotline, hotline_owner;
GRANT hotline TO hotline_owner; -- tests of the owner become the login role
GRANT pg_read_all_data TO hotline_backup;
