-- +goose Up

-- The audit is read page by page, by whom, what, whose and when.
ALTER TABLE audit ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid();
DROP INDEX audit_at;
CREATE INDEX audit_at ON audit (at, id);
CREATE INDEX audit_action ON audit (action, at);

-- When a line was written is not the writer's to say.
REVOKE INSERT ON audit FROM hotline, hotline_desk, hotline_auditor, hotline_program;
GRANT INSERT (staff, action, call, party, object, reason, before, after) ON audit TO hotline, hotline_desk, hotline_auditor, hotline_program;

-- What is appended only goes when it is older than the law asks, by retention alone.
-- +goose StatementBegin
CREATE FUNCTION appended_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND TG_LEVEL = 'ROW' AND current_user = 'hotline_retention'
        AND OLD.at < now() - make_interval(days => TG_ARGV[0]::int) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION '% is appended only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
-- +goose StatementEnd
DROP TRIGGER audit_append_only ON audit;
DROP FUNCTION audit_is_appended_only();
CREATE TRIGGER audit_append_only BEFORE UPDATE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION appended_only();
CREATE TRIGGER audit_kept BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION appended_only('180');
GRANT SELECT, DELETE ON audit TO hotline_retention;
CREATE POLICY expire ON audit TO hotline_retention USING (true) WITH CHECK (false);

-- What people change of calls and matters is told as facts. The change enters the audit
-- in the transaction that enters its fact in the journal, with what it was before: once,
-- whichever controller told it and however late. A note is a fact that is nothing else.
-- +goose StatementBegin
CREATE FUNCTION audit_entered() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    was jsonb;
BEGIN
    IF NEW.kind = 'audit.noted' THEN
        INSERT INTO audit (staff, action, call, object, before, after)
        VALUES (NEW.data ->> 'by', NEW.data ->> 'action', (NEW.data ->> 'call')::uuid, NEW.data ->> 'object', NEW.data -> 'before', NEW.data -> 'after');
        RETURN NULL;
    END IF;
    IF NEW.kind IN ('consultation.saved', 'recording.held', 'matter.owned') THEN
        SELECT j.data INTO was FROM journal j
        WHERE j.subject = NEW.subject AND j.at <= NEW.at AND (j.kind, j.occurrence) <> (NEW.kind, NEW.occurrence)
          AND (j.kind = NEW.kind OR NEW.kind = 'matter.owned' AND j.kind = 'matter.opened')
        ORDER BY j.at DESC LIMIT 1;
    ELSIF NEW.kind = 'green_channel.set' THEN
        SELECT to_jsonb(g) - 'party' INTO was FROM journal j JOIN green_channel g ON g.party = j.party
        WHERE j.subject = NEW.subject AND j.kind = 'call.arrived' AND g.at <= NEW.at
        ORDER BY g.at DESC LIMIT 1;
    END IF;
    INSERT INTO audit (staff, action, call, object, before, after)
    VALUES (coalesce(NEW.data ->> 'author', NEW.data ->> 'by', ''), NEW.kind,
        CASE WHEN NEW.kind NOT LIKE 'matter.%' THEN NEW.subject END, CASE WHEN NEW.kind LIKE 'matter.%' THEN NEW.subject::text END, was, NEW.data);
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER journal_audit AFTER INSERT ON journal FOR EACH ROW
    WHEN (NEW.kind IN ('audit.noted', 'consultation.saved', 'recording.held', 'green_channel.set', 'abuse.reported',
        'matter.owned', 'matter.closed', 'call.listened'))
    EXECUTE FUNCTION audit_entered();
