-- +goose Up

-- Quality: which talks are listened to, how they were scored, what was said against it.
-- A talk is what one agent had with one call. The call is not a foreign key: folding anew
-- takes all calls away for a moment.

-- A sheet is data. A version is added and never changed: a score keeps the one it was made by.
CREATE TABLE score_sheet (
    version     int         PRIMARY KEY CHECK (version > 0),
    title       text        NOT NULL CHECK (title <> ''),
    items       jsonb       NOT NULL CHECK (jsonb_array_length(items) > 0),
    appeal_days int         NOT NULL CHECK (appeal_days BETWEEN 1 AND 60),
    author      text        NOT NULL,
    at          timestamptz NOT NULL DEFAULT now()
);

-- One seed a month, made when the month is first drawn from: nobody chooses a seed he likes.
CREATE TABLE quality_month (
    month date PRIMARY KEY CHECK (extract(day FROM month) = 1),
    seed  text NOT NULL CHECK (length(seed) >= 16)
);

-- A draw and its rule: of each agent's talks that were over before until, percent in a
-- hundred at random and at least one, all that were rated so, all that were longer.
CREATE TABLE quality_draw (
    month       date        NOT NULL REFERENCES quality_month,
    until       timestamptz NOT NULL,
    percent     int         NOT NULL CHECK (percent BETWEEN 1 AND 100),
    unsatisfied int[]       NOT NULL,
    longer_ms   bigint      NOT NULL CHECK (longer_ms > 0),
    drawn_by    text        NOT NULL, -- empty: the program, each day
    PRIMARY KEY (month, until)
);

CREATE TABLE quality_sample (
    call   uuid        NOT NULL,
    agent  text        NOT NULL,
    reason text        NOT NULL CHECK (reason IN ('random', 'unsatisfied', 'long')),
    month  date        NOT NULL,
    until  timestamptz NOT NULL,
    PRIMARY KEY (call, agent, reason),
    FOREIGN KEY (month, until) REFERENCES quality_draw
);
CREATE INDEX quality_sample_month ON quality_sample (month, agent);

-- The first score of a talk is the one that counts; the others calibrate.
CREATE TABLE quality_score (
    call    uuid        NOT NULL,
    agent   text        NOT NULL,
    scorer  text        NOT NULL CHECK (scorer <> agent),
    counts  boolean     NOT NULL,
    sheet   int         NOT NULL REFERENCES score_sheet,
    marks   jsonb       NOT NULL,
    total   float8      NOT NULL CHECK (total BETWEEN 0 AND 100),
    fatal   boolean     NOT NULL CHECK (NOT fatal OR total = 0),
    comment bytea,      -- sealed under the key of the call's party
    at      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (call, agent, scorer)
);
CREATE UNIQUE INDEX quality_score_counts ON quality_score (call, agent) WHERE counts;

CREATE TABLE quality_appeal (
    call    uuid        NOT NULL,
    agent   text        NOT NULL,
    at      timestamptz NOT NULL DEFAULT now(),
    reason  bytea,      -- sealed
    ruled_at timestamptz,
    ruled_by text       CHECK (ruled_by <> agent),
    upheld  boolean,
    total   float8      CHECK (total BETWEEN 0 AND 100), -- what counts from then on
    fatal   boolean     CHECK (NOT fatal OR total = 0),
    ruling  bytea,      -- sealed
    PRIMARY KEY (call, agent),
    CHECK ((ruled_at IS NULL) = (ruled_by IS NULL) AND (ruled_at IS NULL) = (upheld IS NULL)),
    CHECK ((upheld IS TRUE) = (total IS NOT NULL) AND (total IS NULL) = (fatal IS NULL))
);

INSERT INTO score_sheet (version, title, appeal_days, author, items) VALUES (1, '通话质量评分表', 5, '', '[
    {"key": "greeting", "group": "服务规范", "title": "问候、报工号、用语文明", "points": 10},
    {"key": "patience", "group": "服务规范", "title": "耐心倾听,不抢话、不催促", "points": 15},
    {"key": "needs", "group": "业务办理", "title": "问清事实和诉求", "points": 15},
    {"key": "answer", "group": "业务办理", "title": "解答准确,依据清楚", "points": 30},
    {"key": "guidance", "group": "业务办理", "title": "告知办理途径、材料和期限", "points": 10},
    {"key": "record", "group": "记录", "title": "话务工单完整、与录音一致", "points": 15},
    {"key": "closing", "group": "记录", "title": "确认来电人已听明白,结束语规范", "points": 5},
    {"key": "rude", "group": "否决", "title": "辱骂、推诿或挂断来电人", "fatal": true},
    {"key": "wrong", "group": "否决", "title": "答复明显违反法律规定", "fatal": true},
    {"key": "leak", "group": "否决", "title": "泄露来电人信息", "fatal": true}
]');

REVOKE UPDATE, DELETE ON score_sheet, quality_month, quality_draw, quality_sample, quality_score FROM hotline_program;
REVOKE DELETE ON quality_appeal FROM hotline_program;
GRANT SELECT ON score_sheet, quality_month, quality_draw, quality_sample, quality_score, quality_appeal TO hotline_desk;
-- +goose StatementBegin
DO $$
DECLARE
    t text;
    rule text;
    talk text := $q$(SELECT asked('reach') = 'all' AND asked('county') = '') OR agent = (SELECT asked('staff')) OR (SELECT asked('reach') = 'all') AND sees_call(call)$q$;
BEGIN
    FOR t, rule IN SELECT * FROM (VALUES
        ('score_sheet', 'true'),
        ('quality_month', $q$(SELECT asked('reach') = 'all')$q$),
        ('quality_draw', $q$(SELECT asked('reach') = 'all')$q$),
        ('quality_sample', talk),
        ('quality_score', talk),
        ('quality_appeal', talk)
    ) AS v (t, rule) LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY own ON %I TO hotline_owner, hotline_program, hotline_retention USING (true) WITH CHECK (true)', t);
        EXECUTE format('CREATE POLICY desk ON %I FOR SELECT TO hotline_desk USING (%s)', t, rule);
    END LOOP;
END $$;
-- +goose StatementEnd

-- The talks of a month. They are written in the order they happen, so this costs next to nothing.
CREATE INDEX segment_started ON segment USING brin (started_at);
