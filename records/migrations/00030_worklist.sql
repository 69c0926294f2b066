-- +goose Up

-- Who works a call that is owed, how often he was tried from the worklist, and what came
-- of it. Folded.
ALTER TABLE callback
    ADD COLUMN worker   text,
    ADD COLUMN taken_at timestamptz,
    ADD COLUMN tries    int NOT NULL DEFAULT 0 CHECK (tries >= 0),
    ADD COLUMN tried_at timestamptz,
    ADD COLUMN result   text,
    ADD CHECK ((worker IS NULL) = (taken_at IS NULL)),
    ADD CHECK ((tries = 0) = (tried_at IS NULL));
UPDATE callback SET result = 'made' WHERE state = 'done';

-- The block list: one proposes in the call in which he was harassed, another decides, and
-- it ends by itself. Folded; who shows no number cannot be on it.
CREATE TABLE block (
    call        uuid PRIMARY KEY REFERENCES call,
    party       uuid REFERENCES party,
    reason      text        NOT NULL,
    days        int         NOT NULL CHECK (days BETWEEN 1 AND 30),
    proposed_by text        NOT NULL,
    proposed_at timestamptz NOT NULL,
    decided_by  text,
    decided_at  timestamptz,
    until       timestamptz,
    CHECK (decided_by <> proposed_by),
    CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
    CHECK (until IS NULL OR decided_at IS NOT NULL)
);
CREATE INDEX block_party ON block (party, until) WHERE until IS NOT NULL;
CREATE INDEX block_open ON block (proposed_at) WHERE decided_at IS NULL;
GRANT SELECT ON block TO hotline_desk;
ALTER TABLE block ENABLE ROW LEVEL SECURITY;
ALTER TABLE block FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON block TO hotline_owner, hotline_program, hotline_retention USING (true) WITH CHECK (true);
CREATE POLICY desk ON block FOR SELECT TO hotline_desk
    USING ((SELECT asked('reach') = 'all' AND asked('county') = '') OR sees_call(call));

INSERT INTO dictionary (version, name, position, key, label, pinyin)
SELECT v.version, w.name, w.position, w.key, w.label, NULL
FROM dictionary_version v CROSS JOIN (VALUES
    ('block', 1, 'insult', '辱骂话务员'),
    ('block', 2, 'threat', '威胁恐吓'),
    ('block', 3, 'harass', '反复骚扰、无事占线'),
    ('block', 4, 'obscene', '淫秽言语'),
    ('callback_result', 1, 'handled', '已办结'),
    ('callback_result', 2, 'elsewhere', '已另行联系'),
    ('callback_result', 3, 'not_needed', '无需回拨'),
    ('callback_result', 4, 'unreachable', '多次未接通'),
    ('callback_result', 5, 'wrong_number', '号码有误')
) AS w (name, position, key, label);
