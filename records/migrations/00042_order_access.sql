-- +goose Up

-- Who sees which order: the office all, a manager limited to a county that county's, an
-- agent those that came of his calls, a unit's people those assigned to it.
--
--   hotline.reach  all, own (an agent's; his unit's too, if he is of one), unit

-- +goose StatementBegin
CREATE FUNCTION asked_units() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT coalesce(array_agg(p.unit), '{}') FROM unit_person p
    WHERE asked('reach') IN ('own', 'unit') AND p.staff = asked('staff')
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION sees_order(of_order uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT EXISTS (SELECT FROM work_order o WHERE o.id = of_order AND CASE asked('reach')
        WHEN 'all' THEN asked('county') = '' OR o.region = asked('county')
        WHEN 'own' THEN o.agent = asked('staff') OR o.unit = ANY (asked_units())
        WHEN 'unit' THEN o.unit = ANY (asked_units())
        ELSE false END)
$$;
-- +goose StatementEnd

-- What is strictly secret is read by those who may see secrets, by the agent of the call,
-- and by the unit that has to act on it.
-- +goose StatementBegin
CREATE FUNCTION sees_order_writing(of_order uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT sees_order(of_order) AND EXISTS (SELECT FROM work_order o WHERE o.id = of_order AND (o.secrecy <> 'strict'
        OR asked('secrets') = 'all' OR asked('secrets') = 'own' AND o.agent = asked('staff') OR o.unit = ANY (asked_units())))
$$;
-- +goose StatementEnd

-- The lists: the open orders by what is due first, for everybody and for one unit.
CREATE INDEX work_order_due ON work_order ((coalesce(due_at, 'infinity'::timestamptz)), id) INCLUDE (state, kind, region, unit, agent, warn_at)
    WHERE state NOT IN ('closed', 'merged');
CREATE INDEX work_order_unit ON work_order (unit, (coalesce(due_at, 'infinity'::timestamptz)), id) WHERE state NOT IN ('closed', 'merged');
CREATE INDEX work_order_state ON work_order (state, (coalesce(due_at, 'infinity'::timestamptz)), id) WHERE state NOT IN ('closed', 'merged');
CREATE INDEX work_order_agent ON work_order (agent, moved_at, id);

REVOKE UPDATE, DELETE ON order_move FROM hotline_program;
REVOKE INSERT, UPDATE, DELETE ON order_rule FROM hotline_program;
REVOKE DELETE ON work_order, order_writing FROM hotline_program;
GRANT SELECT ON unit, unit_person, order_rule, work_order, order_move, order_writing TO hotline_desk;
GRANT SELECT, DELETE ON order_writing TO hotline_retention;

-- +goose StatementBegin
DO $$
DECLARE
    t text;
    rule text;
BEGIN
    FOR t, rule IN SELECT * FROM (VALUES
        ('unit', 'true'), -- a directory of offices, open to whoever works here
        ('unit_person', $q$(SELECT asked('reach') = 'all') OR staff = (SELECT asked('staff'))$q$),
        ('order_rule', 'true'),
        ('work_order', $q$(SELECT asked('reach') = 'all' AND asked('county') = '')
            OR (SELECT asked('reach') = 'all') AND region = (SELECT asked('county'))
            OR (SELECT asked('reach') = 'own') AND agent = (SELECT asked('staff'))
            OR unit = ANY ((SELECT asked_units())::uuid[])$q$),
        ('order_move', 'sees_order(work_order)'),
        ('order_writing', 'sees_order_writing(work_order)')
    ) AS v (t, rule) LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY own ON %I TO hotline_owner, hotline_program, hotline_retention USING (true) WITH CHECK (true)', t);
        EXECUTE format('CREATE POLICY desk ON %I FOR SELECT TO hotline_desk USING (%s)', t, rule);
    END LOOP;
END $$;
-- +goose StatementEnd
