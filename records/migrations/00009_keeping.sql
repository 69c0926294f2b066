-- +goose Up

-- Where recordings are kept, folded from facts. A row stays when its file is deleted:
-- it is the deletion log.
CREATE TABLE recording_file (
    call        uuid NOT NULL REFERENCES call,
    name        text NOT NULL,
    of          text,
    store       text,
    bytes       bigint NOT NULL CHECK (bytes >= 0),
    sha256      text,
    stored_at   timestamptz,
    deleted_at  timestamptz,
    deleted_why text CHECK (deleted_why IN ('expired', 'forgotten')),
    PRIMARY KEY (call, name),
    CHECK (stored_at IS NOT NULL OR deleted_at IS NOT NULL),
    CHECK ((deleted_at IS NULL) = (deleted_why IS NULL))
);
CREATE INDEX recording_file_kept ON recording_file (call) WHERE deleted_at IS NULL;

CREATE TABLE legal_hold (
    call   uuid PRIMARY KEY REFERENCES call,
    held   boolean     NOT NULL,
    author text        NOT NULL,
    at     timestamptz NOT NULL,
    reason text
);

-- Who looked at what is not everybody's, and why. Rows are added and never changed.
CREATE TABLE audit (
    at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    staff  text        NOT NULL,
    action text        NOT NULL CHECK (action <> ''),
    call   uuid,
    party  uuid,
    object text,  -- a recording's name
    reason text
);
CREATE INDEX audit_at ON audit (at);
CREATE INDEX audit_call ON audit (call, at) WHERE call IS NOT NULL;
CREATE INDEX audit_staff ON audit (staff, at);

-- +goose StatementBegin
CREATE FUNCTION audit_is_appended_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit is appended only' USING ERRCODE = 'insufficient_privilege';
END $$;
-- +goose StatementEnd
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_appended_only();

ALTER TABLE dictionary DROP CONSTRAINT dictionary_name_check;
ALTER TABLE dictionary ADD CONSTRAINT dictionary_name_check CHECK (name IN ('caller_kind', 'region', 'matter', 'service_kind',
    'result', 'not_accepted', 'secrecy', 'language', 'owner', 'hold', 'rating', 'break'));
INSERT INTO dictionary (version, name, position, key, label, pinyin) VALUES
(1, 'hold', 1, 'litigation', '涉诉取证', 'she su qu zheng'),
(1, 'hold', 2, 'complaint', '投诉核查', 'tou su he cha'),
(1, 'hold', 3, 'discipline', '纪检调查', 'ji jian diao cha'),
(1, 'hold', 4, 'other', '其他', 'qi ta');
