-- +goose Up

-- Who was given what of people's data, on which legal basis: kept apart from the audit and
-- longer (网络数据安全管理条例 第十二条: three years). Entered by people, changed by nobody.
CREATE TABLE disclosure (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    at           timestamptz NOT NULL DEFAULT clock_timestamp(), -- when it was entered
    staff        text        NOT NULL CHECK (staff <> ''),
    disclosed_at timestamptz NOT NULL,
    recipient    text        NOT NULL CHECK (recipient <> ''),
    content      text        NOT NULL CHECK (content <> ''),
    basis        text        NOT NULL CHECK (basis <> ''),
    call         uuid
);
CREATE INDEX disclosure_at ON disclosure (at, id);
CREATE TRIGGER disclosure_append_only BEFORE UPDATE OR TRUNCATE ON disclosure FOR EACH STATEMENT EXECUTE FUNCTION appended_only();
CREATE TRIGGER disclosure_kept BEFORE DELETE ON disclosure FOR EACH ROW EXECUTE FUNCTION appended_only('1096');
REVOKE ALL ON disclosure FROM hotline_program;
GRANT INSERT (staff, disclosed_at, recipient, content, basis, call), SELECT ON disclosure TO hotline_desk;
GRANT SELECT ON disclosure TO hotline_auditor;
GRANT SELECT, DELETE ON disclosure TO hotline_retention;
ALTER TABLE disclosure ENABLE ROW LEVEL SECURITY;
ALTER TABLE disclosure FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON disclosure TO hotline_owner, hotline_retention USING (true) WITH CHECK (true);
CREATE POLICY add_own ON disclosure FOR INSERT TO hotline_desk WITH CHECK (staff = asked('staff') AND asked('reach') = 'all');
CREATE POLICY see_desk ON disclosure FOR SELECT TO hotline_desk USING (staff = asked('staff') OR asked('reach') = 'all' AND asked('county') = '');
CREATE POLICY see ON disclosure FOR SELECT TO hotline_auditor USING (true);

-- An export with whole numbers: one person asks, another decides, the first takes it away
-- once and while it is fresh.
CREATE TABLE number_export (
    id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    list       text        NOT NULL CHECK (list IN ('calls', 'consultations')),
    filter     jsonb       NOT NULL,
    reason     text        NOT NULL CHECK (reason <> ''),
    asked_by   text        NOT NULL CHECK (asked_by <> ''),
    asked_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    approved   boolean,
    decided_by text,
    decided_at timestamptz,
    expires_at timestamptz,
    taken_at   timestamptz,
    CHECK (decided_by <> asked_by),
    CHECK ((approved IS NULL) = (decided_by IS NULL) AND (approved IS NULL) = (decided_at IS NULL)),
    CHECK (coalesce(approved, false) = (expires_at IS NOT NULL)),
    CHECK (taken_at IS NULL OR approved AND taken_at <= expires_at)
);
CREATE INDEX number_export_asked ON number_export (asked_at, id);
REVOKE ALL ON number_export FROM hotline_program;
GRANT SELECT, INSERT (list, filter, reason, asked_by), UPDATE (approved, decided_by, decided_at, expires_at, taken_at) ON number_export TO hotline_desk;
ALTER TABLE number_export ENABLE ROW LEVEL SECURITY;
ALTER TABLE number_export FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON number_export TO hotline_owner USING (true) WITH CHECK (true);
CREATE POLICY see ON number_export FOR SELECT TO hotline_desk USING (asked('reach') = 'all');
CREATE POLICY ask ON number_export FOR INSERT TO hotline_desk WITH CHECK (asked('reach') = 'all' AND asked_by = asked('staff'));
-- Who asked takes, anybody else decides: both are in the row, so a row says who did it.
CREATE POLICY go_on ON number_export FOR UPDATE TO hotline_desk
    USING (asked('reach') = 'all') WITH CHECK (decided_by = asked('staff') OR asked_by = asked('staff') AND decided_by IS NOT NULL);
