-- +goose Up

-- A call-back is a call of its own, with a record of its own: one call, one record. It
-- names the call in whose place it is made. The caller did not dial it, so figures of
-- inbound calls count those where back IS NULL; its passage begins when he had come.
ALTER TABLE call
    ADD COLUMN back uuid,
    ADD COLUMN picked_by text, -- from the worklist
    ADD COLUMN tries int CHECK (tries > 0),
    DROP CONSTRAINT call_outcome_check,
    DROP CONSTRAINT call_menu_how_check;
ALTER TABLE call
    ADD CONSTRAINT call_outcome_check CHECK (outcome IN ('completed', 'abandoned', 'timeout', 'no_agents', 'full', 'closed', 'refused',
        'call_back', 'unreached', 'called_again', 'message', 'failed')),
    ADD CONSTRAINT call_menu_how_check CHECK (menu_how IN ('key', 'silence', 'wrong_keys', 'call_back'));
CREATE INDEX call_back ON call (back) WHERE back IS NOT NULL;
CREATE INDEX call_back_open ON call (controller) WHERE back IS NOT NULL AND ended_at IS NULL;

-- The green channel (绿色通道) of people in special need: an agent opens it for the number
-- in a call in which its owner agrees, until a day. The newest row of a party counts.
CREATE TABLE green_channel (
    call   uuid PRIMARY KEY REFERENCES call,
    party  uuid REFERENCES party,
    open   boolean     NOT NULL,
    author text        NOT NULL,
    reason text        NOT NULL,
    at     timestamptz NOT NULL,
    until  timestamptz,
    CHECK (open = (until IS NOT NULL))
);
GRANT SELECT ON green_channel TO hotline_desk;
ALTER TABLE green_channel ENABLE ROW LEVEL SECURITY;
ALTER TABLE green_channel FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON green_channel TO hotline_owner, hotline_program, hotline_retention USING (true) WITH CHECK (true);
CREATE POLICY desk ON green_channel FOR SELECT TO hotline_desk
    USING ((SELECT asked('reach') = 'all' AND asked('county') = '') OR sees_call(call));
CREATE INDEX green_channel_party ON green_channel (party, at DESC) WHERE party IS NOT NULL;

ALTER TABLE dictionary DROP CONSTRAINT dictionary_name_check;
ALTER TABLE dictionary ADD CONSTRAINT dictionary_name_check CHECK (name ~ '^[a-z_]+$');
INSERT INTO dictionary (version, name, position, key, label) VALUES
(1, 'green_channel', 1, 'elderly', '老年人'),
(1, 'green_channel', 2, 'disabled', '残疾人'),
(1, 'green_channel', 3, 'minor', '未成年人'),
(1, 'green_channel', 4, 'soldier', '军人军属、退役军人'),
(1, 'green_channel', 5, 'violence', '家庭暴力、虐待受害人'),
(1, 'green_channel', 6, 'migrant', '农民工讨薪'),
(1, 'green_channel', 7, 'other', '其他特殊困难'),
(1, 'green_channel', 8, 'ended', '不再需要');
