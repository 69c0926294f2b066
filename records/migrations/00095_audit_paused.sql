-- +goose Up

-- That an agent paused the recording of his talk, and resumed it, enters the audit too:
-- what it was before is the same recording's pause or resumption before.
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
    IF NEW.kind IN ('consultation.saved', 'recording.held', 'matter.owned', 'block.decided', 'callback.taken', 'callback.settled',
            'recording.paused', 'recording.resumed') THEN
        SELECT j.data INTO was FROM journal j
        WHERE j.subject = NEW.subject AND j.at <= NEW.at AND (j.kind, j.occurrence) <> (NEW.kind, NEW.occurrence)
          AND (j.kind = NEW.kind OR (NEW.kind, j.kind) IN (('matter.owned', 'matter.opened'), ('block.decided', 'block.proposed'),
              ('recording.resumed', 'recording.paused'), ('recording.paused', 'recording.resumed')))
          AND (NEW.kind NOT LIKE 'recording.%' OR j.data ->> 'name' IS NOT DISTINCT FROM NEW.data ->> 'name')
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
        'nuisance.explained', 'nuisance.ended', 'block.proposed', 'block.decided', 'callback.taken', 'callback.settled', 'message.sent',
        'recording.paused', 'recording.resumed'))
    EXECUTE FUNCTION audit_entered();

-- A row of a call is written a few times within minutes and then lies for ten years: a
-- tenth of the page is room enough for its versions, a third is not worth it.
ALTER TABLE call SET (fillfactor = 90);
ALTER TABLE consultation SET (fillfactor = 90);
ALTER TABLE tally SET (fillfactor = 90);
