-- +goose Up

-- What is exchanged with other centres: the city's 12345, a provincial 12348.

-- A unit may be another centre: what is handed to it leaves by the exchange.
ALTER TABLE unit ADD peer text UNIQUE CHECK (peer IN ('12345', 'province'));

-- orders.Rules again: what another centre tells is moved as the program.
INSERT INTO order_rule (from_state, move, to_state, roles, kinds) VALUES
('handed', 'sign', 'signed', '{unit,program}', '{}'),
('signed', 'work', 'working', '{unit,program}', '{}'),
('working', 'work', 'working', '{unit,program}', '{}'),
('signed', 'reply', 'replied', '{unit,program}', '{}'),
('working', 'reply', 'replied', '{unit,program}', '{}'),
('handed', 'return', 'returned', '{unit,program}', '{}'),
('signed', 'return', 'returned', '{unit,program}', '{}'),
('replied', 'redo', 'handed', '{program}', '{}'),
('called_back', 'redo', 'handed', '{affairs,manager,program}', '{}'),
('closed', 'redo', 'handed', '{manager,program}', '{}'),
('called_back', 'close', 'closed', '{affairs,manager,program}', '{}'),
('replied', 'close', 'closed', '{affairs,manager,program}', '{}'),
('new', 'close', 'closed', '{affairs,manager,program}', '{}'),
('new', 'send_back', 'new', '{affairs,manager}', '{}'),
('returned', 'send_back', 'returned', '{affairs,manager}', '{}'),
('signed', 'ask_extension', 'signed', '{unit,program}', '{}'),
('working', 'ask_extension', 'working', '{unit,program}', '{}'),
('new', 'merge', 'merged', '{affairs,manager,program}', '{}'),
('handed', 'merge', 'merged', '{affairs,manager,program}', '{}'),
('handed', 'close', 'closed', '{program}', '{}'),
('signed', 'merge', 'merged', '{affairs,manager,program}', '{}'),
('signed', 'close', 'closed', '{program}', '{}'),
('working', 'merge', 'merged', '{affairs,manager,program}', '{}'),
('working', 'close', 'closed', '{program}', '{}'),
('returned', 'merge', 'merged', '{affairs,manager,program}', '{}'),
('returned', 'close', 'closed', '{program}', '{}'),
('new', 'take_in', 'new', '{affairs,manager,program}', '{}'),
('new', 'supervise', 'new', '{manager,program}', '{}'),
('new', 'object', 'new', '{affairs,manager,program}', '{}'),
('new', 'rule', 'new', '{affairs,manager,program}', '{}'),
('handed', 'take_in', 'handed', '{affairs,manager,program}', '{}'),
('handed', 'supervise', 'handed', '{manager,program}', '{}'),
('handed', 'object', 'handed', '{affairs,manager,program}', '{}'),
('handed', 'rule', 'handed', '{affairs,manager,program}', '{}'),
('signed', 'take_in', 'signed', '{affairs,manager,program}', '{}'),
('signed', 'supervise', 'signed', '{manager,program}', '{}'),
('signed', 'object', 'signed', '{affairs,manager,program}', '{}'),
('signed', 'rule', 'signed', '{affairs,manager,program}', '{}'),
('working', 'take_in', 'working', '{affairs,manager,program}', '{}'),
('working', 'supervise', 'working', '{manager,program}', '{}'),
('working', 'object', 'working', '{affairs,manager,program}', '{}'),
('working', 'rule', 'working', '{affairs,manager,program}', '{}'),
('replied', 'take_in', 'replied', '{affairs,manager,program}', '{}'),
('replied', 'supervise', 'replied', '{manager,program}', '{}'),
('replied', 'object', 'replied', '{affairs,manager,program}', '{}'),
('replied', 'rule', 'replied', '{affairs,manager,program}', '{}'),
('called_back', 'take_in', 'called_back', '{affairs,manager,program}', '{}'),
('called_back', 'supervise', 'called_back', '{manager,program}', '{}'),
('called_back', 'object', 'called_back', '{affairs,manager,program}', '{}'),
('called_back', 'rule', 'called_back', '{affairs,manager,program}', '{}'),
('returned', 'take_in', 'returned', '{affairs,manager,program}', '{}'),
('returned', 'supervise', 'returned', '{manager,program}', '{}'),
('returned', 'object', 'returned', '{affairs,manager,program}', '{}'),
('returned', 'rule', 'returned', '{affairs,manager,program}', '{}')
ON CONFLICT (from_state, move) DO UPDATE SET roles = excluded.roles;

-- An order as two centres share it. One of them has it done (ours: we do), the other does
-- it. Each numbers what it says of it, 1, 2, 3, …
CREATE TABLE exchange_order (
    peer       text        NOT NULL,
    ours       boolean     NOT NULL,
    reference  text        NOT NULL CHECK (reference <> ''), -- the number of who has it done
    work_order uuid REFERENCES work_order,                   -- NULL until its first message is here
    told       int         NOT NULL DEFAULT 0,               -- the last we wrote
    acked      int         NOT NULL DEFAULT 0,               -- the last the peer says it has
    heard      int         NOT NULL DEFAULT 0,               -- the last of the peer's that is applied
    standing   jsonb       NOT NULL DEFAULT '{}',            -- the fold of both sides' messages
    tries      int         NOT NULL DEFAULT 0,               -- of the message after acked
    next_at    timestamptz NOT NULL DEFAULT now(),
    taken_till timestamptz NOT NULL DEFAULT '-infinity',     -- one in flight: whose, until when
    fault      text        NOT NULL DEFAULT '',              -- why the last try did not succeed
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (peer, ours, reference),
    CHECK (acked BETWEEN 0 AND told)
) WITH (fillfactor = 70);
CREATE INDEX exchange_order_due ON exchange_order (peer, next_at) WHERE acked < told;
CREATE INDEX exchange_order_changed ON exchange_order (peer, changed_at, ours, reference);
CREATE INDEX exchange_order_of ON exchange_order (work_order);

-- The outbox: each message is a move; its text is read from the move's writing when it is sent.
CREATE TABLE exchange_sent (
    peer       text        NOT NULL,
    ours       boolean     NOT NULL,
    reference  text        NOT NULL,
    version    int         NOT NULL CHECK (version > 0),
    kind       text        NOT NULL,
    heard      int         NOT NULL,
    delivery   uuid        NOT NULL UNIQUE,
    work_order uuid        NOT NULL,
    sequence   int         NOT NULL,
    at         timestamptz NOT NULL,
    sent_at    timestamptz,
    PRIMARY KEY (peer, ours, reference, version),
    FOREIGN KEY (peer, ours, reference) REFERENCES exchange_order,
    FOREIGN KEY (work_order, sequence) REFERENCES order_move
);

-- The inbox. A message's text lies here, sealed, only while it waits for an earlier one.
CREATE TABLE exchange_heard (
    peer      text        NOT NULL,
    ours      boolean     NOT NULL,
    reference text        NOT NULL,
    version   int         NOT NULL CHECK (version > 0),
    kind      text        NOT NULL,
    delivery  uuid        NOT NULL,
    heard     int         NOT NULL,
    state     text        NOT NULL CHECK (state IN ('parked', 'applied', 'kept')), -- kept: our order could not follow it
    why       text        NOT NULL DEFAULT '',
    sealed    bytea,
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (peer, ours, reference, version),
    UNIQUE (peer, delivery),
    FOREIGN KEY (peer, ours, reference) REFERENCES exchange_order,
    CHECK (state <> 'parked' OR sealed IS NOT NULL)
);
CREATE INDEX exchange_heard_open ON exchange_heard (peer, at) WHERE state <> 'applied';

-- What a peer's words mean here. ours is empty for what nobody has mapped yet.
CREATE TABLE exchange_word (
    peer     text        NOT NULL,
    field    text        NOT NULL,
    theirs   text        NOT NULL,
    ours     text        NOT NULL DEFAULT '',
    seen     int         NOT NULL DEFAULT 0,
    first_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (peer, field, theirs)
);

-- What the daily reconciliation found.
CREATE TABLE exchange_difference (
    id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    peer       text        NOT NULL,
    ours       boolean     NOT NULL,
    reference  text        NOT NULL,
    what       text        NOT NULL CHECK (what IN ('missing_here', 'missing_there', 'not_heard_here', 'not_heard_there', 'state')),
    here       text        NOT NULL,
    there      text        NOT NULL,
    found_at   timestamptz NOT NULL DEFAULT now(),
    settled_at timestamptz
);
CREATE UNIQUE INDEX exchange_difference_open ON exchange_difference (peer, ours, reference, what) WHERE settled_at IS NULL;
CREATE TABLE exchange_reconciled (
    peer        text        NOT NULL,
    at          timestamptz NOT NULL DEFAULT now(),
    compared    int         NOT NULL,
    differences int         NOT NULL,
    PRIMARY KEY (peer, at)
);

GRANT SELECT ON exchange_order, exchange_sent, exchange_heard, exchange_word, exchange_difference, exchange_reconciled TO hotline_desk;
-- +goose StatementBegin
DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['exchange_order', 'exchange_sent', 'exchange_heard', 'exchange_word', 'exchange_difference', 'exchange_reconciled'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY own ON %I TO hotline_owner, hotline_program USING (true) WITH CHECK (true)', t);
        EXECUTE format($q$CREATE POLICY desk ON %I FOR SELECT TO hotline_desk USING ((SELECT asked('reach') = 'all' AND asked('county') = ''))$q$, t);
    END LOOP;
END $$;
-- +goose StatementEnd
