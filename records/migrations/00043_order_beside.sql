-- +goose Up

-- Files of orders. They lie sealed beside the recordings; a row stays when its file is deleted.
CREATE TABLE order_attachment (
    work_order uuid        NOT NULL REFERENCES work_order,
    name       text        NOT NULL,
    sequence   int         NOT NULL,
    type       text        NOT NULL,
    bytes      bigint      NOT NULL CHECK (bytes > 0),
    sha256     bytea       NOT NULL,
    store      text        NOT NULL,
    at         timestamptz NOT NULL,
    deleted_at timestamptz,
    PRIMARY KEY (work_order, name),
    FOREIGN KEY (work_order, sequence) REFERENCES order_move
);

-- The calendar of appointments: nobody is promised a place that is taken.
CREATE TABLE slot (
    id      uuid PRIMARY KEY,
    unit    uuid        NOT NULL REFERENCES unit,
    way     text        NOT NULL CHECK (way IN ('phone', 'centre', 'home')),
    from_at timestamptz NOT NULL,
    to_at   timestamptz NOT NULL CHECK (to_at > from_at),
    places  int         NOT NULL CHECK (places > 0),
    taken   int         NOT NULL DEFAULT 0 CHECK (taken BETWEEN 0 AND places)
);
CREATE INDEX slot_from ON slot (from_at);
ALTER TABLE work_order ADD FOREIGN KEY (slot) REFERENCES slot;

-- What another system counted. It is shown beside our own figures and never added to them.
CREATE TABLE imported_figure (
    system      text        NOT NULL,
    from_at     timestamptz NOT NULL,
    to_at       timestamptz NOT NULL CHECK (to_at > from_at),
    name        text        NOT NULL,
    title       text        NOT NULL,
    value       bigint      NOT NULL,
    unit        text        NOT NULL,
    imported_by text        NOT NULL,
    imported_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (system, from_at, to_at, name)
);

-- An order follows from a mandatory report: it is looked for without reading the journal.
CREATE INDEX journal_abuse ON journal (at) WHERE kind = 'abuse.reported';
CREATE INDEX consultation_left ON consultation (saved_at) WHERE result IN ('order', 'legal_aid_booked', 'mediation_booked');

GRANT SELECT ON order_attachment, slot, imported_figure TO hotline_desk;
-- +goose StatementBegin
DO $$
DECLARE
    t text;
    rule text;
BEGIN
    FOR t, rule IN SELECT * FROM (VALUES
        ('order_attachment', 'sees_order_writing(work_order)'),
        ('slot', 'true'),
        ('imported_figure', $q$(SELECT asked('reach') = 'all')$q$)
    ) AS v (t, rule) LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY own ON %I TO hotline_owner, hotline_program, hotline_retention USING (true) WITH CHECK (true)', t);
        EXECUTE format('CREATE POLICY desk ON %I FOR SELECT TO hotline_desk USING (%s)', t, rule);
    END LOOP;
END $$;
-- +goose StatementEnd
