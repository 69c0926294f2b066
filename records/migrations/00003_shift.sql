-- +goose Up
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE shift (
    id         uuid PRIMARY KEY,
    agent      text        NOT NULL,
    seat       text,
    started_at timestamptz NOT NULL, -- the time in the id until shift.started is here
    ended_at   timestamptz,
    digest     bigint      NOT NULL, -- of all it was folded from, its calls' part included
    CHECK (ended_at >= started_at)
) WITH (fillfactor = 70);
CREATE INDEX shift_agent ON shift (agent, started_at);

-- What an agent was from when to when: half-open, never two at once within a shift.
-- The last one of a running shift has no end.
CREATE TABLE agent_state (
    shift    uuid      NOT NULL REFERENCES shift,
    agent    text      NOT NULL,
    presence text      NOT NULL CHECK (presence IN ('ready', 'ringing', 'talking', 'wrap_up', 'break', 'not_answering', 'unreachable')),
    reason   text,     -- of a break
    token    text,     -- of a ring or a talk
    during   tstzrange NOT NULL CHECK (NOT isempty(during) AND lower_inc(during) AND NOT upper_inc(during) AND NOT lower_inf(during)),
    EXCLUDE USING gist (shift WITH =, during WITH &&),
    CHECK (presence = 'break' OR reason IS NULL),
    CHECK (presence IN ('ringing', 'talking') OR token IS NULL)
);
CREATE INDEX agent_state_agent ON agent_state (agent, lower(during));
