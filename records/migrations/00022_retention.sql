-- +goose Up

-- How long each class of what is kept is kept, in days; least is what a law asks for.
CREATE TABLE retention_class (
    class      text PRIMARY KEY,
    title      text NOT NULL,
    basis      text NOT NULL,
    keep_days  int  NOT NULL CHECK (keep_days <= 36525),
    least_days int  NOT NULL CHECK (least_days > 0),
    position   int  NOT NULL,
    CHECK (keep_days >= least_days)
);
INSERT INTO retention_class (class, title, basis, keep_days, least_days, position) VALUES
('recordings', '录音', '个人信息保护法第 19、47 条', 730, 30, 1),
('texts', '话务工单的摘要与答复', '个人信息保护法第 19、47 条', 3650, 365, 2),
('numbers', '来电号码(最后一次来电起)', '个人信息保护法第 19、47 条', 3650, 365, 3),
('drafts', '未保存的草稿文字', '个人信息保护法第 19 条', 90, 1, 4),
('rating_links', '评价链接', '个人信息保护法第 19 条', 30, 7, 5),
('audit', '操作留痕', '网络安全法(2016 年文本第 21 条):不少于六个月', 1095, 180, 6),
('disclosures', '对外提供记录', '网络数据安全管理条例第 12 条:不少于三年', 1830, 1096, 7),
('cdr', '交换机话单文件', '网络安全法(2016 年文本第 21 条):不少于六个月', 180, 180, 8);
REVOKE INSERT, DELETE, UPDATE ON retention_class FROM hotline_program;
GRANT UPDATE (keep_days) ON retention_class TO hotline_program;
GRANT SELECT ON retention_class TO hotline_retention;

-- What was deleted for being over, and when: never changed. Recordings have their own log,
-- recording_file, whose rows stay.
CREATE TABLE deletion (
    id        uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    class     text        NOT NULL REFERENCES retention_class,
    object    text        NOT NULL, -- a call, a party, a file; of many lines, until when
    deleted   bigint      NOT NULL CHECK (deleted > 0),
    keep_days int         NOT NULL
);
CREATE INDEX deletion_at ON deletion (at, id);
CREATE TRIGGER deletion_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON deletion FOR EACH STATEMENT EXECUTE FUNCTION appended_only();
REVOKE ALL ON deletion FROM hotline_program;
GRANT SELECT ON deletion TO hotline_program;
GRANT INSERT (class, object, deleted, keep_days), SELECT ON deletion TO hotline_retention;

-- Retention finds what is over by these, and deletes nothing else.
GRANT SELECT, DELETE ON rating_link TO hotline_retention;
GRANT SELECT ON consultation_draft TO hotline_retention;
CREATE POLICY expire ON rating_link TO hotline_retention USING (true) WITH CHECK (false);
CREATE INDEX rating_link_expires ON rating_link (expires_at);
CREATE INDEX fact_writing_drafts ON fact_writing (subject) WHERE kind = 'consultation.drafted';
CREATE INDEX party_kept ON party (id) WHERE forgotten_at IS NULL;
