-- +goose Up

-- Somebody an agent asked for: to consult him, into the talk, or to hand the caller over.
CREATE TABLE transfer (
    call       uuid        NOT NULL REFERENCES call,
    occurrence text        NOT NULL,
    way        text CHECK (way IN ('consult', 'invite', 'transfer')),
    asked_by   text,
    kind       text,
    agent      text,
    topic      text,
    outside    text,        -- the number's name on the list of those allowed
    urgent     boolean     NOT NULL,
    started_at timestamptz NOT NULL,
    ended_at   timestamptz,
    outcome    text CHECK (outcome IN ('completed', 'joined', 'cancelled', 'abandoned', 'failed')),
    reason     text,
    PRIMARY KEY (call, occurrence),
    CHECK (ended_at >= started_at),
    CHECK ((ended_at IS NULL) = (outcome IS NULL))
);
GRANT SELECT ON transfer TO hotline_desk;
ALTER TABLE transfer ENABLE ROW LEVEL SECURITY;
ALTER TABLE transfer FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON transfer TO hotline_owner, hotline_program, hotline_retention USING (true) WITH CHECK (true);
CREATE POLICY desk ON transfer FOR SELECT TO hotline_desk
    USING ((SELECT asked('reach') = 'all' AND asked('county') = '') OR sees_call(call));

ALTER TABLE segment
    ADD COLUMN kind text NOT NULL DEFAULT 'agent' CHECK (kind IN ('agent', 'consult', 'interpreter', 'outside')),
    ADD COLUMN outside text;

ALTER TABLE tally
    ADD COLUMN consults int,
    ADD COLUMN invites int,
    ADD COLUMN interpreting int,
    ADD COLUMN outside int;
ALTER TABLE tally_change
    ADD COLUMN consults int,
    ADD COLUMN invites int,
    ADD COLUMN interpreting int,
    ADD COLUMN outside int;
ALTER TABLE tally_sum
    ADD COLUMN consults bigint,
    ADD COLUMN invites bigint,
    ADD COLUMN interpreting bigint,
    ADD COLUMN outside bigint;

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION tally_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tally_change (
        n, at, channel, topic, language, agent, seat, region, caller_kinds, matter_1, matter_2, service_kind, result,
        outcome, wait, inbound, open, queued, answered, abandoned, wait_ms, lost_ms, transfers, consults, invites, messages, callbacks,
        callbacks_done, entered, amount_fen, rings, ring_ms, missed, rejected, unrung, talks, talk_ms, held_ms,
        interpreted, interpreting, outside, asked, rated, score_1, score_2, score_3, score_4, score_5)
    SELECT sum(n),
        at, channel, topic, language, agent, seat, region, caller_kinds, matter_1, matter_2, service_kind, result,
        outcome, wait, inbound, open, queued, answered, abandoned, wait_ms, lost_ms, transfers, consults, invites, messages, callbacks,
        callbacks_done, entered, amount_fen, rings, ring_ms, missed, rejected, unrung, talks, talk_ms, held_ms,
        interpreted, interpreting, outside, asked, rated, score_1, score_2, score_3, score_4, score_5
    FROM (SELECT 1 AS n, a.* FROM now a) x
    GROUP BY
        at, channel, topic, language, agent, seat, region, caller_kinds, matter_1, matter_2, service_kind, result,
        outcome, wait, inbound, open, queued, answered, abandoned, wait_ms, lost_ms, transfers, consults, invites, messages, callbacks,
        callbacks_done, entered, amount_fen, rings, ring_ms, missed, rejected, unrung, talks, talk_ms, held_ms,
        interpreted, interpreting, outside, asked, rated, score_1, score_2, score_3, score_4, score_5
    HAVING sum(n) <> 0;
    RETURN NULL;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION tally_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tally_change (
        n, at, channel, topic, language, agent, seat, region, caller_kinds, matter_1, matter_2, service_kind, result,
        outcome, wait, inbound, open, queued, answered, abandoned, wait_ms, lost_ms, transfers, consults, invites, messages, callbacks,
        callbacks_done, entered, amount_fen, rings, ring_ms, missed, rejected, unrung, talks, talk_ms, held_ms,
        interpreted, interpreting, outside, asked, rated, score_1, score_2, score_3, score_4, score_5)
    SELECT sum(n),
        at, channel, topic, language, agent, seat, region, caller_kinds, matter_1, matter_2, service_kind, result,
        outcome, wait, inbound, open, queued, answered, abandoned, wait_ms, lost_ms, transfers, consults, invites, messages, callbacks,
        callbacks_done, entered, amount_fen, rings, ring_ms, missed, rejected, unrung, talks, talk_ms, held_ms,
        interpreted, interpreting, outside, asked, rated, score_1, score_2, score_3, score_4, score_5
    FROM (SELECT -1 AS n, b.* FROM before b UNION ALL SELECT 1, a.* FROM now a) x
    GROUP BY
        at, channel, topic, language, agent, seat, region, caller_kinds, matter_1, matter_2, service_kind, result,
        outcome, wait, inbound, open, queued, answered, abandoned, wait_ms, lost_ms, transfers, consults, invites, messages, callbacks,
        callbacks_done, entered, amount_fen, rings, ring_ms, missed, rejected, unrung, talks, talk_ms, held_ms,
        interpreted, interpreting, outside, asked, rated, score_1, score_2, score_3, score_4, score_5
    HAVING sum(n) <> 0;
    RETURN NULL;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION tally_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tally_change (
        n, at, channel, topic, language, agent, seat, region, caller_kinds, matter_1, matter_2, service_kind, result,
        outcome, wait, inbound, open, queued, answered, abandoned, wait_ms, lost_ms, transfers, consults, invites, messages, callbacks,
        callbacks_done, entered, amount_fen, rings, ring_ms, missed, rejected, unrung, talks, talk_ms, held_ms,
        interpreted, interpreting, outside, asked, rated, score_1, score_2, score_3, score_4, score_5)
    SELECT sum(n),
        at, channel, topic, language, agent, seat, region, caller_kinds, matter_1, matter_2, service_kind, result,
        outcome, wait, inbound, open, queued, answered, abandoned, wait_ms, lost_ms, transfers, consults, invites, messages, callbacks,
        callbacks_done, entered, amount_fen, rings, ring_ms, missed, rejected, unrung, talks, talk_ms, held_ms,
        interpreted, interpreting, outside, asked, rated, score_1, score_2, score_3, score_4, score_5
    FROM (SELECT -1 AS n, b.* FROM before b) x
    GROUP BY
        at, channel, topic, language, agent, seat, region, caller_kinds, matter_1, matter_2, service_kind, result,
        outcome, wait, inbound, open, queued, answered, abandoned, wait_ms, lost_ms, transfers, consults, invites, messages, callbacks,
        callbacks_done, entered, amount_fen, rings, ring_ms, missed, rejected, unrung, talks, talk_ms, held_ms,
        interpreted, interpreting, outside, asked, rated, score_1, score_2, score_3, score_4, score_5
    HAVING sum(n) <> 0;
    RETURN NULL;
END $$;
-- +goose StatementEnd
