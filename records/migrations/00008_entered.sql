-- +goose Up

-- What people wrote freely, beside the fact that carries it: sealed under the key of
-- the call's party, or under the key file where the caller showed no number. Forgetting
-- deletes it, and what a copy still holds opens no more.
CREATE TABLE fact_writing (
    subject    uuid  NOT NULL,
    kind       text  NOT NULL,
    occurrence text  NOT NULL,
    party      uuid REFERENCES party, -- whose key; NULL: the key file's
    sealed     bytea NOT NULL,
    PRIMARY KEY (subject, kind, occurrence)
);
CREATE INDEX fact_writing_party ON fact_writing (party) WHERE party IS NOT NULL;

-- From here on edits, drafts and matters are folded from facts, like calls.
ALTER TABLE consultation_edit
    DROP COLUMN text_sealed,
    DROP COLUMN reason,
    ADD COLUMN occurrence text NOT NULL,
    ADD COLUMN matter uuid;
ALTER TABLE consultation_draft
    DROP COLUMN text_sealed,
    ADD COLUMN occurrence text NOT NULL,
    ADD COLUMN open boolean NOT NULL;
ALTER TABLE consultation_text ADD COLUMN revision int NOT NULL;

-- What is strictly secret stands here and is empty in consultation_text, so that whoever
-- may search there can come upon nothing.
CREATE TABLE consultation_secret (
    call     uuid PRIMARY KEY REFERENCES consultation,
    revision int  NOT NULL,
    summary  text NOT NULL,
    answer   text NOT NULL
);
CREATE INDEX matter_owner ON matter (owner, opened_at) WHERE closed_at IS NULL;

ALTER TABLE dictionary DROP CONSTRAINT dictionary_name_check;
ALTER TABLE dictionary ADD CONSTRAINT dictionary_name_check CHECK (name IN ('caller_kind', 'region', 'matter', 'service_kind',
    'result', 'not_accepted', 'secrecy', 'language', 'owner', 'rating', 'break'));

INSERT INTO dictionary (version, name, position, key, label, pinyin) VALUES
(1, 'not_accepted', 1, 'not_legal', '不属法律服务', 'bu shu fa lü fu wu'),
(1, 'not_accepted', 2, 'elsewhere', '其他机关正在办理', 'qi ta ji guan zheng zai ban li'),
(1, 'not_accepted', 3, 'decided', '已有生效裁判', 'yi you sheng xiao cai pan'),
(1, 'not_accepted', 4, 'repeated', '重复且已答复', 'chong fu qie yi da fu'),
(1, 'not_accepted', 5, 'other', '其他', 'qi ta'),
(1, 'language', 1, 'mandarin', '普通话', 'pu tong hua'),
(1, 'language', 2, 'sichuanese', '四川话', 'si chuan hua'),
(1, 'language', 3, 'yi', '彝语', 'yi yu'),
(1, 'language', 4, 'other', '其他', 'qi ta'),
(1, 'owner', 1, 'off_duty', '首问人员不在岗', 'shou wen ren yuan bu zai gang'),
(1, 'owner', 2, 'speciality', '需要专业对口', 'xu yao zhuan ye dui kou'),
(1, 'owner', 3, 'caller_asked', '来电人要求', 'lai dian ren yao qiu'),
(1, 'owner', 4, 'avoidance', '回避', 'hui bi'),
(1, 'owner', 5, 'left', '首问人员离职', 'shou wen ren yuan li zhi');
