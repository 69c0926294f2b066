-- +goose Up

-- What has changed in order_tally since its sums were brought up to date (n: how often a
-- row appeared, less how often it went), and sums by month: of all (dim ''), and by each one
-- dimension. A limit that is not done yet depends on now: it is in neither, and is read
-- where it stands.
CREATE TABLE order_tally_change (
    n            int         NOT NULL,
    part         text        NOT NULL,
    at           timestamptz NOT NULL,
    done_at      timestamptz,
    good         boolean,
    order_kind   text        NOT NULL,
    order_source text        NOT NULL,
    unit         uuid,
    region       text        NOT NULL,
    service_kind text,
    agent        text
);
CREATE INDEX order_tally_change_at ON order_tally_change (at);
CREATE TABLE order_sum (
    dim               text COLLATE "C" NOT NULL,
    month             timestamptz      NOT NULL,
    value             text COLLATE "C" NOT NULL,
    n                 bigint           NOT NULL,
    orders_made       bigint           NOT NULL,
    orders_closed     bigint           NOT NULL,
    closed_in_time    bigint           NOT NULL,
    returns           bigint           NOT NULL,
    redos             bigint           NOT NULL,
    order_called_back bigint           NOT NULL,
    order_satisfied   bigint           NOT NULL,
    overdue           bigint           NOT NULL,
    overdue_open      bigint           NOT NULL,
    hand_over_due     bigint           NOT NULL,
    hand_over_in_time bigint           NOT NULL,
    reply_due         bigint           NOT NULL,
    reply_in_time     bigint           NOT NULL,
    PRIMARY KEY (dim, month, value)
);
CREATE INDEX order_tally_open ON order_tally (at) WHERE done_at IS NULL AND part IN ('hand_over', 'reply', 'redo', 'call_back', 'decide', 'appoint');

-- +goose StatementBegin
CREATE FUNCTION order_tally_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    INSERT INTO order_tally_change (n, part, at, done_at, good, order_kind, order_source, unit, region, service_kind, agent)
    SELECT TG_ARGV[0]::int, part, at, done_at, good, order_kind, order_source, unit, region, service_kind, agent FROM x
    WHERE done_at IS NOT NULL OR part NOT IN ('hand_over', 'reply', 'redo', 'call_back', 'decide', 'appoint');
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER order_tally_came AFTER INSERT ON order_tally REFERENCING NEW TABLE AS x
    FOR EACH STATEMENT EXECUTE FUNCTION order_tally_changed('1');
CREATE TRIGGER order_tally_went AFTER DELETE ON order_tally REFERENCING OLD TABLE AS x
    FOR EACH STATEMENT EXECUTE FUNCTION order_tally_changed('-1');

INSERT INTO order_tally_change (n, part, at, done_at, good, order_kind, order_source, unit, region, service_kind, agent)
SELECT 1, part, at, done_at, good, order_kind, order_source, unit, region, service_kind, agent FROM order_tally
WHERE done_at IS NOT NULL OR part NOT IN ('hand_over', 'reply', 'redo', 'call_back', 'decide', 'appoint');
