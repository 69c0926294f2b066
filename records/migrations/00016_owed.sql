-- +goose Up

-- Urgent: somebody must act at once (强制报告).
ALTER TABLE callback ADD COLUMN urgent boolean NOT NULL DEFAULT false;
CREATE INDEX callback_urgent ON callback (due_at) WHERE urgent AND state = 'open';

-- A link by which one talk can be rated once. It is sent, not folded: forgetting it
-- loses a question, never an answer. The token itself is known to the caller alone.
CREATE TABLE rating_link (
    token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
    call       uuid        NOT NULL REFERENCES call,
    talk       text        NOT NULL UNIQUE,
    agent      text        NOT NULL,
    made_at    timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > made_at),
    used_at    timestamptz
);
ALTER TABLE rating_link ENABLE ROW LEVEL SECURITY;
ALTER TABLE rating_link FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON rating_link TO hotline_owner, hotline_program USING (true) WITH CHECK (true);

INSERT INTO dictionary (version, name, position, key, label, pinyin) VALUES
(1, 'report', 1, 'minor_abuse', '未成年人遭受侵害', NULL),
(1, 'report', 2, 'domestic_violence', '家庭暴力', NULL),
(1, 'report', 3, 'life_threat', '有生命危险', NULL),
(1, 'report', 4, 'other', '其他须立即处理', NULL);
