-- +goose Up

-- Somebody owes this caller a call. Folded from the facts of the call, one for each
-- reason; whether it was made follows from facts as well.
CREATE TABLE callback (
    call      uuid        NOT NULL REFERENCES call,
    reason    text        NOT NULL CHECK (reason <> ''), -- message: he left one while nobody answered for us
    party     uuid REFERENCES party,                     -- NULL: he showed no number, so nobody can call
    state     text        NOT NULL CHECK (state IN ('open', 'done')),
    opened_at timestamptz NOT NULL,
    due_at    timestamptz NOT NULL,
    done_at   timestamptz,
    PRIMARY KEY (call, reason),
    CHECK (due_at >= opened_at),
    CHECK (done_at >= opened_at),
    CHECK ((state = 'done') = (done_at IS NOT NULL))
);
CREATE INDEX callback_open ON callback (due_at, call) WHERE state = 'open';
CREATE INDEX callback_party ON callback (party) WHERE party IS NOT NULL;
