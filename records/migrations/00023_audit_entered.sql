-- +goose Up

-- What people have been given to do to a call since then enters the audit too.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION audit_entered() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    was jsonb;
BEGIN
    IF NEW.kind = 'audit.noted' THEN
        INSERT INTO audit (staff, action, call, object, before, after)
        VALUES (NEW.data ->> 'by', NEW.data ->> 'action', (NEW.data ->> 'call')::uuid, NEW.data ->> 'object', NEW.data -> 'before', NEW.data -> 'after');
        RETURN NULL;
    END IF;
    IF NEW.kind IN ('consultation.saved', 'recording.held', 'matter.owned', 'block.decided', 'callback.taken', 'callback.settled') THEN
        SELECT j.data INTO was FROM journal j
        WHERE j.subject = NEW.subject AND j.at <= NEW.at AND (j.kind, j.occurrence) <> (NEW.kind, NEW.occurrence)
          AND (j.kind = NEW.kind OR (NEW.kind, j.kind) IN (('matter.owned', 'matter.opened'), ('block.decided', 'block.proposed')))
        ORDER BY j.at DESC LIMIT 1;
    ELSIF NEW.kind = 'green_channel.set' THEN
        SELECT to_jsonb(g) - 'party' INTO was FROM journal j JOIN green_channel g ON g.party = j.party
        WHERE j.subject = NEW.subject AND j.kind = 'call.arrived' AND g.at <= NEW.at
        ORDER BY g.at DESC LIMIT 1;
    END IF;
    INSERT INTO audit (staff, action, call, object, before, after)
    VALUES (coalesce(NEW.data ->> 'author', NEW.data ->> 'by', split_part(NEW.occurrence, '#', 1)), NEW.kind,
        CASE WHEN NEW.kind NOT LIKE 'matter.%' THEN NEW.subject END, CASE WHEN NEW.kind LIKE 'matter.%' THEN NEW.subject::text END, was, NEW.data);
    RETURN NULL;
END $$;
-- +goose StatementEnd
DROP TRIGGER journal_audit ON journal;
CREATE TRIGGER journal_audit AFTER INSERT ON journal FOR EACH ROW
    WHEN (NEW.kind IN ('audit.noted', 'consultation.saved', 'recording.held', 'green_channel.set', 'abuse.reported',
        'matter.owned', 'matter.closed', 'call.listened',
        'nuisance.explained', 'nuisance.ended', 'block.proposed', 'block.decided', 'callback.taken', 'callback.settled', 'message.sent'))
    EXECUTE FUNCTION audit_entered();
