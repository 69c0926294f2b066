-- +goose Up

-- Folded from the journal by records/fold and by nothing else: every column follows
-- from the facts, so folding again gives the same row. No serials, no now().
-- A column is NULL while its fact is not here.
CREATE TABLE call (
    id          uuid PRIMARY KEY,
    party       uuid REFERENCES party,
    line        text,
    called      text,
    controller  text, -- that told the arrival
    anonymous   boolean     NOT NULL,
    arrived_at  timestamptz NOT NULL, -- the time in the id until call.arrived is here
    notice_at   timestamptz,
    menu_how    text CHECK (menu_how IN ('key', 'silence', 'wrong_keys')),
    menu_key    text,
    topic       text,
    language    text,
    queued_at   timestamptz,
    answered_at timestamptz,
    answered_by text,
    ended_at    timestamptz,
    outcome     text CHECK (outcome IN ('completed', 'abandoned', 'timeout', 'no_agents', 'full', 'closed', 'refused', 'message', 'failed')),
    reason      text,
    ended_by    text CHECK (ended_by IN ('caller', 'agent', 'system')),
    wait_ms     bigint CHECK (wait_ms >= 0),
    talk_ms     bigint CHECK (talk_ms >= 0),
    held_ms     bigint CHECK (held_ms >= 0),
    facts       int         NOT NULL CHECK (facts > 0), -- how many it was folded from
    CHECK ((ended_at IS NULL) = (outcome IS NULL)),
    CHECK ((answered_at IS NULL) = (answered_by IS NULL)),
    CHECK (NOT anonymous OR party IS NULL)
) WITH (fillfactor = 70);
CREATE INDEX call_arrived ON call (arrived_at, id);
CREATE INDEX call_open ON call (controller, arrived_at) WHERE ended_at IS NULL;
CREATE INDEX call_party ON call (party, arrived_at) WHERE party IS NOT NULL;
CREATE INDEX call_answered_by ON call (answered_by, arrived_at) WHERE answered_by IS NOT NULL;

CREATE TABLE queue_passage (
    call       uuid        NOT NULL REFERENCES call,
    topic      text        NOT NULL,
    entered_at timestamptz NOT NULL,
    left_at    timestamptz,
    outcome    text,
    wait_ms    bigint CHECK (wait_ms >= 0),
    PRIMARY KEY (call, topic),
    CHECK ((left_at IS NULL) = (wait_ms IS NULL)),
    CHECK (left_at >= entered_at)
) WITH (fillfactor = 80);
CREATE INDEX queue_passage_entered ON queue_passage (entered_at);

-- One agent reserved for one call, and what became of it.
CREATE TABLE promise (
    token    text PRIMARY KEY,
    call     uuid        NOT NULL REFERENCES call,
    agent    text        NOT NULL,
    shift    uuid,
    seat     text,
    topic    text,
    step     int,
    made_at  timestamptz NOT NULL,
    ended_at timestamptz,
    outcome  text CHECK (outcome IN ('joined', 'call_ended', 'no_answer', 'rejected', 'busy', 'unreachable', 'expired', 'failed', 'caller_gone')),
    CHECK ((ended_at IS NULL) = (outcome IS NULL)),
    CHECK (ended_at >= made_at)
) WITH (fillfactor = 80);
CREATE INDEX promise_call ON promise (call);
CREATE INDEX promise_shift ON promise (shift) WHERE shift IS NOT NULL;

CREATE TABLE segment (
    token        text PRIMARY KEY,
    call         uuid        NOT NULL REFERENCES call,
    agent        text        NOT NULL,
    shift        uuid,
    seat         text,
    language     text,
    interpreter  boolean     NOT NULL,
    started_at   timestamptz NOT NULL,
    ended_at     timestamptz,
    ended_by     text CHECK (ended_by IN ('caller', 'agent', 'system')),
    wrap_up_ms   bigint CHECK (wrap_up_ms >= 0),
    talk_ms      bigint CHECK (talk_ms >= 0),
    held_ms      bigint CHECK (held_ms >= 0),
    CHECK (ended_at >= started_at),
    CHECK (held_ms <= talk_ms)
) WITH (fillfactor = 80);
CREATE INDEX segment_call ON segment (call);
CREATE INDEX segment_shift ON segment (shift) WHERE shift IS NOT NULL;
CREATE INDEX segment_agent ON segment (agent, started_at);

CREATE TABLE hold (
    token      text        NOT NULL,
    occurrence text        NOT NULL,
    call       uuid        NOT NULL REFERENCES call,
    held_by    text CHECK (held_by IN ('caller', 'agent', 'system')),
    started_at timestamptz NOT NULL,
    ended_at   timestamptz,
    PRIMARY KEY (token, occurrence),
    CHECK (ended_at >= started_at)
);
CREATE INDEX hold_call ON hold (call);

-- Asked and answered are apart: a rate of participation and a rate of satisfaction.
CREATE TABLE rating (
    token       text PRIMARY KEY,
    call        uuid NOT NULL REFERENCES call,
    agent       text,
    scale       text,
    asked_at    timestamptz,
    score       int CHECK (score BETWEEN 1 AND 9),
    answered_at timestamptz,
    CHECK ((score IS NULL) = (answered_at IS NULL)),
    CHECK (asked_at IS NOT NULL OR answered_at IS NOT NULL)
);
CREATE INDEX rating_call ON rating (call);

-- What was recorded; where its file is kept is another table's business.
CREATE TABLE recording (
    call       uuid NOT NULL REFERENCES call,
    name       text NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('segment', 'message')),
    token      text,
    started_at timestamptz,
    ended_at   timestamptz,
    seconds    int CHECK (seconds >= 0),
    failed     boolean NOT NULL,
    PRIMARY KEY (call, name),
    CHECK ((kind = 'segment') = (token IS NOT NULL)),
    CHECK (ended_at >= started_at)
);
