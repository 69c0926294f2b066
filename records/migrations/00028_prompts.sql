-- +goose Up

-- What people recorded for callers to hear. A recording is never changed: another one is
-- the next version. prompt_use says which is heard; 0: the stand-in each Asterisk has.
CREATE TABLE prompt_sound (
    language text        NOT NULL,
    prompt   text        NOT NULL,
    version  int         NOT NULL CHECK (version > 0),
    saved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    saved_by text        NOT NULL,
    source   text        NOT NULL CHECK (source IN ('upload', 'browser', 'phone')),
    millis   int         NOT NULL CHECK (millis > 0),
    sum      text        NOT NULL,
    sound    bytea       NOT NULL,
    PRIMARY KEY (language, prompt, version)
);
CREATE TABLE prompt_use (
    language text NOT NULL,
    prompt   text NOT NULL,
    version  int  NOT NULL CHECK (version >= 0),
    PRIMARY KEY (language, prompt)
);
REVOKE UPDATE, DELETE ON prompt_sound FROM hotline_program;
GRANT SELECT, INSERT ON prompt_sound TO hotline;
GRANT SELECT, INSERT, UPDATE ON prompt_use TO hotline;

CREATE TRIGGER notify AFTER INSERT OR UPDATE ON prompt_use FOR EACH STATEMENT EXECUTE FUNCTION notify_settings();
