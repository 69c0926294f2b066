-- +goose Up

-- What a work order counts for, and when: that it was made, was closed, was returned or
-- redone, was called back about; and each of its limits, when it fell due. A limit that
-- something else stopped in time counts for nothing. Folded from the order and its moves
-- in the transaction of each move; figures are sums over these rows.
CREATE TABLE order_tally (
    work_order   uuid        NOT NULL REFERENCES work_order,
    part         text        NOT NULL CHECK (part IN ('made', 'closed', 'return', 'redone', 'asked', 'hand_over', 'reply', 'redo', 'call_back', 'decide', 'appoint')),
    n            int         NOT NULL,
    at           timestamptz NOT NULL,
    done_at      timestamptz, -- of a limit: when it was met, late or not
    good         boolean,     -- closed: no limit was overrun; asked: he was satisfied
    order_kind   text        NOT NULL,
    order_source text        NOT NULL,
    unit         uuid,
    region       text        NOT NULL,
    service_kind text,
    agent        text,
    PRIMARY KEY (work_order, part, n)
);
CREATE INDEX order_tally_at ON order_tally (at) INCLUDE (part, done_at, good);

-- +goose StatementBegin
CREATE FUNCTION order_tallies(o work_order) RETURNS TABLE (part text, n int, at timestamptz, done_at timestamptz, good boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    WITH clocks AS (
        SELECT c ->> 'term' AS term, row_number() OVER () AS n, (c ->> 'due_at')::timestamptz AS due, (c ->> 'stopped_at')::timestamptz AS stopped
        FROM jsonb_array_elements(o.clocks) c),
    limits AS (
        SELECT *, EXISTS (SELECT FROM order_move m WHERE m.work_order = o.id AND m.at = stopped AND m.move = ANY (CASE term
            WHEN 'redo' THEN '{redo,hand_over}' WHEN 'call_back' THEN '{call_back,close}' ELSE ARRAY[term] END)) AS met
        FROM clocks)
    SELECT 'made', 0, o.created_at, NULL::timestamptz, NULL::boolean
    UNION ALL SELECT 'closed', 0, o.closed_at, NULL, NOT EXISTS (SELECT FROM clocks WHERE stopped >= due) WHERE o.closed_at IS NOT NULL
    UNION ALL SELECT term, n::int, due, stopped, NULL FROM limits WHERE stopped IS NULL OR met OR stopped >= due
    UNION ALL SELECT CASE m.move WHEN 'redo' THEN 'redone' WHEN 'call_back' THEN 'asked' ELSE m.move END, m.sequence, m.at, NULL,
        CASE m.move WHEN 'call_back' THEN m.payload ->> 'satisfied' = 'satisfied' END
    FROM order_move m WHERE m.work_order = o.id AND m.move IN ('return', 'redo', 'call_back')
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION order_tally_keep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    DELETE FROM order_tally WHERE work_order = NEW.id;
    INSERT INTO order_tally (work_order, part, n, at, done_at, good, order_kind, order_source, unit, region, service_kind, agent)
    SELECT NEW.id, t.part, t.n, t.at, t.done_at, t.good, NEW.kind, NEW.source, NEW.unit, NEW.region, NEW.service_kind, NEW.agent
    FROM order_tallies(NEW) t;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER order_tally_keep AFTER INSERT OR UPDATE ON work_order FOR EACH ROW EXECUTE FUNCTION order_tally_keep();

INSERT INTO order_tally (work_order, part, n, at, done_at, good, order_kind, order_source, unit, region, service_kind, agent)
SELECT o.id, t.part, t.n, t.at, t.done_at, t.good, o.kind, o.source, o.unit, o.region, o.service_kind, o.agent
FROM work_order o CROSS JOIN LATERAL order_tallies(o) t;

GRANT SELECT ON order_tally TO hotline_desk;
ALTER TABLE order_tally ENABLE ROW LEVEL SECURITY;
ALTER TABLE order_tally FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON order_tally TO hotline_owner, hotline_program, hotline_retention USING (true) WITH CHECK (true);
CREATE POLICY desk ON order_tally FOR SELECT TO hotline_desk USING ((SELECT asked('reach') = 'all' AND asked('county') = '') OR sees_order(work_order));
