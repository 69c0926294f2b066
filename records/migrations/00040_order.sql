-- +goose Up

-- 承办单位: who work is handed to.
CREATE TABLE unit (
    id            uuid PRIMARY KEY,
    name          text    NOT NULL UNIQUE CHECK (name <> ''),
    kind          text    NOT NULL CHECK (kind IN ('centre', 'legal_aid', 'mediation', 'notary', 'firm', 'forensic', 'arbitration', 'other')),
    region        text    NOT NULL,
    service_kinds text[]  NOT NULL DEFAULT '{}',
    phone         text    NOT NULL DEFAULT '',
    address       text    NOT NULL DEFAULT '',
    active        boolean NOT NULL DEFAULT true
);
CREATE TABLE unit_person (
    unit  uuid NOT NULL REFERENCES unit,
    staff text NOT NULL CHECK (staff <> ''),
    PRIMARY KEY (unit, staff)
);
CREATE INDEX unit_person_staff ON unit_person (staff);

-- The legal moves. orders.Rules is the same table in the program.
CREATE TABLE order_rule (
    from_state text   NOT NULL,
    move       text   NOT NULL,
    to_state   text   NOT NULL,
    roles      text[] NOT NULL CHECK (cardinality(roles) > 0),
    kinds      text[] NOT NULL, -- empty: every kind
    PRIMARY KEY (from_state, move)
);

-- 工单: the fold of its moves, written in the transaction of the last one. Names, numbers
-- and free text stand in order_writing.
CREATE TABLE work_order (
    id           uuid PRIMARY KEY,
    no           bigint      NOT NULL GENERATED ALWAYS AS IDENTITY UNIQUE,
    version      int         NOT NULL CHECK (version > 0),
    state        text        NOT NULL,
    kind         text        NOT NULL,
    source       text        NOT NULL,
    outside_ref  text CHECK (outside_ref <> ''),
    call         uuid,
    party        uuid REFERENCES party,
    agent        text,
    region       text        NOT NULL,
    service_kind text,
    matter       text,
    secrecy      text        NOT NULL CHECK (secrecy IN ('ordinary', 'confidential', 'strict')),
    urgent       boolean     NOT NULL,
    central      boolean     NOT NULL,
    outside_due  timestamptz,
    fields       jsonb       NOT NULL,
    unit         uuid REFERENCES unit,
    created_at   timestamptz NOT NULL,
    created_by   text        NOT NULL,
    moved_at     timestamptz NOT NULL,
    handed_at    timestamptz,
    clocks       jsonb       NOT NULL,
    due_at       timestamptz,
    warn_at      timestamptz,
    extension    text        NOT NULL CHECK (extension IN ('none', 'asked', 'approved', 'refused')),
    asked_by     text,
    satisfied    text        NOT NULL CHECK (satisfied IN ('unasked', 'satisfied', 'dissatisfied')),
    tries        int         NOT NULL,
    returns      int         NOT NULL,
    redos        int         NOT NULL,
    urged        int         NOT NULL,
    merged_into  uuid REFERENCES work_order,
    slot         uuid,
    closing      jsonb       NOT NULL,
    closed_at    timestamptz,
    CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    CHECK ((state = 'merged') = (merged_into IS NOT NULL)),
    CHECK ((state IN ('handed', 'signed', 'working', 'replied') AND unit IS NULL) IS NOT TRUE),
    CHECK (due_at IS NULL OR warn_at <= due_at)
) WITH (fillfactor = 80);
CREATE UNIQUE INDEX work_order_outside ON work_order (source, outside_ref) WHERE outside_ref IS NOT NULL;
CREATE INDEX work_order_call ON work_order (call) WHERE call IS NOT NULL;
CREATE INDEX work_order_party ON work_order (party) WHERE party IS NOT NULL;
CREATE INDEX work_order_moved ON work_order (moved_at, id);
CREATE INDEX work_order_closed ON work_order (closed_at) WHERE closed_at IS NOT NULL;

-- The orders' own journal.
CREATE TABLE order_move (
    work_order uuid        NOT NULL REFERENCES work_order DEFERRABLE INITIALLY DEFERRED,
    sequence   int         NOT NULL CHECK (sequence > 0),
    from_state text        NOT NULL,
    move       text        NOT NULL,
    to_state   text        NOT NULL,
    actor      text        NOT NULL, -- empty: the program
    role       text        NOT NULL,
    at         timestamptz NOT NULL,
    reason     text,
    payload    jsonb       NOT NULL,
    PRIMARY KEY (work_order, sequence)
);

CREATE TABLE order_writing (
    work_order uuid  NOT NULL,
    sequence   int   NOT NULL,
    party      uuid REFERENCES party, -- whose key; NULL: the key file's
    sealed     bytea NOT NULL,
    PRIMARY KEY (work_order, sequence),
    FOREIGN KEY (work_order, sequence) REFERENCES order_move
);
CREATE INDEX order_writing_party ON order_writing (party) WHERE party IS NOT NULL;

-- +goose StatementBegin
CREATE FUNCTION refuse_move(why text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'illegal move: %', why USING ERRCODE = 'check_violation', CONSTRAINT = 'order_move_legal';
END $$;
-- +goose StatementEnd

-- A move follows the one before it, is in the table for its role, and is its actor's own.
-- +goose StatementBegin
CREATE FUNCTION order_move_is_legal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    last  order_move;
    o     work_order;
    asked order_move;
BEGIN
    SELECT * INTO last FROM order_move WHERE work_order = NEW.work_order ORDER BY sequence DESC LIMIT 1;
    SELECT * INTO o FROM work_order WHERE id = NEW.work_order;
    IF NEW.sequence <> coalesce(last.sequence, 0) + 1 THEN
        PERFORM refuse_move(format('sequence %s after %s', NEW.sequence, coalesce(last.sequence, 0)));
    END IF;
    IF NEW.from_state <> coalesce(last.to_state, '') THEN
        PERFORM refuse_move(format('from %s, which stands at %s', NEW.from_state, coalesce(last.to_state, '')));
    END IF;
    IF NOT EXISTS (SELECT FROM order_rule r WHERE r.from_state = NEW.from_state AND r.move = NEW.move AND r.to_state = NEW.to_state
            AND NEW.role = ANY (r.roles) AND (cardinality(r.kinds) = 0 OR coalesce(o.kind, NEW.payload -> 'birth' ->> 'kind') = ANY (r.kinds))) THEN
        PERFORM refuse_move(format('%s from %s to %s as %s', NEW.move, NEW.from_state, NEW.to_state, NEW.role));
    END IF;
    IF (NEW.role = 'program') <> (NEW.actor = '') THEN
        PERFORM refuse_move('who acts and as what do not go together');
    END IF;
    IF asked('staff') <> '' AND NEW.actor <> asked('staff') THEN
        PERFORM refuse_move('in another''s name');
    END IF;
    IF NEW.role = 'unit' AND NOT EXISTS (SELECT FROM unit_person p WHERE p.unit = o.unit AND p.staff = NEW.actor) THEN
        PERFORM refuse_move('of another unit');
    END IF;
    IF NEW.move = 'return' AND o.central THEN
        PERFORM refuse_move('what was assigned centrally is not returned');
    END IF;
    IF NEW.move = 'ask_extension' AND o.extension <> 'none' THEN
        PERFORM refuse_move('an extension is asked for once');
    END IF;
    IF NEW.move IN ('approve_extension', 'refuse_extension') THEN
        SELECT * INTO asked FROM order_move WHERE work_order = NEW.work_order AND move = 'ask_extension' ORDER BY sequence DESC LIMIT 1;
        IF o.extension <> 'asked' OR asked.actor = NEW.actor THEN
            PERFORM refuse_move('an extension is approved by another than who asked');
        END IF;
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER order_move_legal BEFORE INSERT ON order_move FOR EACH ROW EXECUTE FUNCTION order_move_is_legal();

-- +goose StatementBegin
CREATE FUNCTION order_move_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'moves are appended only' USING ERRCODE = 'insufficient_privilege';
END $$;
-- +goose StatementEnd
CREATE TRIGGER order_move_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON order_move
    FOR EACH STATEMENT EXECUTE FUNCTION order_move_is_kept();

-- The row follows its last move, and no move is without it.
-- +goose StatementBegin
CREATE FUNCTION order_follows_move() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE
    last order_move;
BEGIN
    SELECT * INTO last FROM order_move WHERE work_order = NEW.id ORDER BY sequence DESC LIMIT 1;
    IF NEW.version IS DISTINCT FROM last.sequence OR NEW.state IS DISTINCT FROM last.to_state THEN
        PERFORM refuse_move(format('the order says %s at %s, its last move %s at %s', NEW.state, NEW.version, last.to_state, last.sequence));
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER order_follows BEFORE INSERT OR UPDATE ON work_order FOR EACH ROW EXECUTE FUNCTION order_follows_move();

-- +goose StatementBegin
CREATE FUNCTION order_move_is_folded() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM work_order o WHERE o.id = NEW.work_order AND o.version >= NEW.sequence) THEN
        PERFORM refuse_move('a move that its order does not follow');
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE CONSTRAINT TRIGGER order_move_folded AFTER INSERT ON order_move DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION order_move_is_folded();
