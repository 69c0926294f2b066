-- +goose Up

-- What one call counts for (part ''), and each leg of it (part: the token of a promise or
-- a talk). Folded like everything else; NULL is nothing, and is not stored. A figure is
-- a sum over these rows, and the rows of a figure are its calls.
CREATE TABLE tally (
    call           uuid NOT NULL REFERENCES call,
    part           text NOT NULL,
    at             timestamptz NOT NULL, -- the arrival; of a leg, when it began to ring
    channel        text, -- the number called
    topic          text,
    language       text,
    agent          text, -- who took the leg; of a call: who answered first
    seat           text,
    region         text,
    caller_kinds   text[],
    matter_1       text,
    matter_2       text,
    service_kind   text,
    result         text,
    outcome        text,
    wait           int, -- upper edge of the band its wait lies in, in seconds

    -- of calls
    inbound        int,
    open           int, -- has not ended
    queued         int,
    answered       int,
    abandoned      int, -- queued, and left before an answer
    wait_ms        bigint, -- of the answered
    lost_ms        bigint, -- waited by those nobody answered
    transfers      int,
    messages       int,
    callbacks      int, -- owed
    callbacks_done int,
    entered        int, -- its consultation was filled in
    amount_fen     bigint,

    -- of legs
    rings          int, -- an agent was promised
    ring_ms        bigint,
    missed         int, -- rang and nobody answered
    rejected       int,
    unrung         int, -- came to nothing otherwise
    talks          int,
    talk_ms        bigint, -- holds included
    held_ms        bigint,
    interpreted    int,
    asked          int, -- for a rating
    rated          int,
    score_1        int,
    score_2        int,
    score_3        int,
    score_4        int,
    score_5        int,
    PRIMARY KEY (call, part)
) WITH (fillfactor = 80);
CREATE INDEX tally_at ON tally (at);

-- What has changed since the sums were last brought up to date: n is how often a row of
-- this content was added, negative: taken away. Figures read both.
CREATE TABLE tally_change (
    n              int NOT NULL,
    at             timestamptz NOT NULL,
    channel        text,
    topic          text,
    language       text,
    agent          text,
    seat           text,
    region         text,
    caller_kinds   text[],
    matter_1       text,
    matter_2       text,
    service_kind   text,
    result         text,
    outcome        text,
    wait           int,
    inbound        int,
    open           int,
    queued         int,
    answered       int,
    abandoned      int,
    wait_ms        bigint,
    lost_ms        bigint,
    transfers      int,
    messages       int,
    callbacks      int,
    callbacks_done int,
    entered        int,
    amount_fen     bigint,
    rings          int,
    ring_ms        bigint,
    missed         int,
    rejected       int,
    unrung         int,
    talks          int,
    talk_ms        bigint,
    held_ms        bigint,
    interpreted    int,
    asked          int,
    rated          int,
    score_1        int,
    score_2        int,
    score_3        int,
    score_4        int,
    score_5        int
);
CREATE INDEX tally_change_at ON tally_change (at);

-- Sums over the tally by hour (of all), by day (by each one dimension) and by month (by
-- each two). Dims names the dimensions, v1 and v2 their values; n counts the rows.
CREATE TABLE tally_sum (
    grain          text COLLATE "C" NOT NULL CHECK (grain IN ('hour', 'day', 'month')),
    dims           text COLLATE "C" NOT NULL,
    start          timestamptz      NOT NULL,
    v1             text COLLATE "C" NOT NULL,
    v2             text COLLATE "C" NOT NULL,
    n              bigint           NOT NULL,
    inbound        bigint,
    open           bigint,
    queued         bigint,
    answered       bigint,
    abandoned      bigint,
    wait_ms        bigint,
    lost_ms        bigint,
    transfers      bigint,
    messages       bigint,
    callbacks      bigint,
    callbacks_done bigint,
    entered        bigint,
    amount_fen     bigint,
    rings          bigint,
    ring_ms        bigint,
    missed         bigint,
    rejected       bigint,
    unrung         bigint,
    talks          bigint,
    talk_ms        bigint,
    held_ms        bigint,
    interpreted    bigint,
    asked          bigint,
    rated          bigint,
    score_1        bigint,
    score_2        bigint,
    score_3        bigint,
    score_4        bigint,
    score_5        bigint,
    PRIMARY KEY (grain, dims, start, v1, v2)
) WITH (fillfactor = 80);
CREATE INDEX tally_sum_empty ON tally_sum (grain) WHERE n = 0;

-- +goose StatementBegin
CREATE FUNCTION tally_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tally_change (
        n, at, channel, topic, language, agent, seat, region, caller_kinds, matter_1, matter_2, service_kind, result,
        outcome, wait, inbound, open, queued, answered, abandoned, wait_ms, lost_ms, transfers, messages, callbacks,
        callbacks_done, entered, amount_fen, rings, ring_ms, missed, rejected, unrung, talks, talk_ms, held_ms,
        interpreted, asked, rated, score_1, score_2, score_3, score_4, score_5)
    SELECT sum(n),
        at, channel, topic, language, agent, seat, region, caller_kinds, matter_1, matter_2, service_kind, result,
        outcome, wait, inbound, open, queued, answered, abandoned, wait_ms, lost_ms, transfers, messages, callbacks,
        callbacks_done, entered, amount_fen, rings, ring_ms, missed, rejected, unrung, talks, talk_ms, held_ms,
        interpreted, asked, rated, score_1, score_2, score_3, score_4, score_5
    FROM (SELECT 1 AS n, a.* FROM now a) x
    GROUP BY
        at, channel, topic, language, agent, seat, region, caller_kinds, matter_1, matter_2, service_kind, result,
        outcome, wait, inbound, open, queued, answered, abandoned, wait_ms, lost_ms, transfers, messages, callbacks,
        callbacks_done, entered, amount_fen, rings, ring_ms, missed, rejected, unrung, talks, talk_ms, held_ms,
        interpreted, asked, rated, score_1, score_2, score_3, score_4, score_5
    HAVING sum(n) <> 0;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER tally_insert AFTER INSERT ON tally REFERENCING NEW TABLE AS now
    FOR EACH STATEMENT EXECUTE FUNCTION tally_insert();

-- +goose StatementBegin
CREATE FUNCTION tally_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tally_change (
        n, at, channel, topic, language, agent, seat, region, caller_kinds, matter_1, matter_2, service_kind, result,
        outcome, wait, inbound, open, queued, answered, abandoned, wait_ms, lost_ms, transfers, messages, callbacks,
        callbacks_done, entered, amount_fen, rings, ring_ms, missed, rejected, unrung, talks, talk_ms, held_ms,
        interpreted, asked, rated, score_1, score_2, score_3, score_4, score_5)
    SELECT sum(n),
        at, channel, topic, language, agent, seat, region, caller_kinds, matter_1, matter_2, service_kind, result,
        outcome, wait, inbound, open, queued, answered, abandoned, wait_ms, lost_ms, transfers, messages, callbacks,
        callbacks_done, entered, amount_fen, rings, ring_ms, missed, rejected, unrung, talks, talk_ms, held_ms,
        interpreted, asked, rated, score_1, score_2, score_3, score_4, score_5
    FROM (SELECT -1 AS n, b.* FROM before b UNION ALL SELECT 1, a.* FROM now a) x
    GROUP BY
        at, channel, topic, language, agent, seat, region, caller_kinds, matter_1, matter_2, service_kind, result,
        outcome, wait, inbound, open, queued, answered, abandoned, wait_ms, lost_ms, transfers, messages, callbacks,
        callbacks_done, entered, amount_fen, rings, ring_ms, missed, rejected, unrung, talks, talk_ms, held_ms,
        interpreted, asked, rated, score_1, score_2, score_3, score_4, score_5
    HAVING sum(n) <> 0;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER tally_update AFTER UPDATE ON tally REFERENCING OLD TABLE AS before NEW TABLE AS now
    FOR EACH STATEMENT EXECUTE FUNCTION tally_update();

-- +goose StatementBegin
CREATE FUNCTION tally_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tally_change (
        n, at, channel, topic, language, agent, seat, region, caller_kinds, matter_1, matter_2, service_kind, result,
        outcome, wait, inbound, open, queued, answered, abandoned, wait_ms, lost_ms, transfers, messages, callbacks,
        callbacks_done, entered, amount_fen, rings, ring_ms, missed, rejected, unrung, talks, talk_ms, held_ms,
        interpreted, asked, rated, score_1, score_2, score_3, score_4, score_5)
    SELECT sum(n),
        at, channel, topic, language, agent, seat, region, caller_kinds, matter_1, matter_2, service_kind, result,
        outcome, wait, inbound, open, queued, answered, abandoned, wait_ms, lost_ms, transfers, messages, callbacks,
        callbacks_done, entered, amount_fen, rings, ring_ms, missed, rejected, unrung, talks, talk_ms, held_ms,
        interpreted, asked, rated, score_1, score_2, score_3, score_4, score_5
    FROM (SELECT -1 AS n, b.* FROM before b) x
    GROUP BY
        at, channel, topic, language, agent, seat, region, caller_kinds, matter_1, matter_2, service_kind, result,
        outcome, wait, inbound, open, queued, answered, abandoned, wait_ms, lost_ms, transfers, messages, callbacks,
        callbacks_done, entered, amount_fen, rings, ring_ms, missed, rejected, unrung, talks, talk_ms, held_ms,
        interpreted, asked, rated, score_1, score_2, score_3, score_4, score_5
    HAVING sum(n) <> 0;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER tally_delete AFTER DELETE ON tally REFERENCING OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION tally_delete();

-- Agents' time: what has changed in their states since the sums were brought up to date.
-- A state that still lasts is not among them; it is read where it stands.
CREATE TABLE state_change (
    n        int       NOT NULL,
    agent    text      NOT NULL,
    presence text      NOT NULL,
    reason   text      NOT NULL,
    during   tstzrange NOT NULL
);

-- Microseconds, so that parts add up, by hour and by day.
CREATE TABLE state_sum (
    grain    text COLLATE "C" NOT NULL CHECK (grain IN ('hour', 'day')),
    start    timestamptz      NOT NULL,
    agent    text COLLATE "C" NOT NULL,
    presence text COLLATE "C" NOT NULL,
    reason   text COLLATE "C" NOT NULL, -- of a break
    n        bigint           NOT NULL, -- pieces of states
    us       bigint           NOT NULL,
    PRIMARY KEY (grain, start, agent, presence, reason)
);
CREATE INDEX state_sum_empty ON state_sum (grain) WHERE n = 0;
CREATE INDEX agent_state_lasting ON agent_state (lower(during)) WHERE upper_inf(during);

-- +goose StatementBegin
CREATE FUNCTION agent_state_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO state_change (n, agent, presence, reason, during)
    SELECT 1, agent, presence, coalesce(reason, ''), during FROM x WHERE NOT upper_inf(during);
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER agent_state_insert AFTER INSERT ON agent_state REFERENCING NEW TABLE AS x
    FOR EACH STATEMENT EXECUTE FUNCTION agent_state_insert();

-- +goose StatementBegin
CREATE FUNCTION agent_state_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO state_change (n, agent, presence, reason, during)
    SELECT -1, agent, presence, coalesce(reason, ''), during FROM x WHERE NOT upper_inf(during);
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER agent_state_delete AFTER DELETE ON agent_state REFERENCING OLD TABLE AS x
    FOR EACH STATEMENT EXECUTE FUNCTION agent_state_delete();
