-- +goose Up

-- An open concern of one party over several calls. Its owner is who was asked first.
CREATE TABLE matter (
    id           uuid PRIMARY KEY,
    party        uuid        NOT NULL REFERENCES party,
    owner        text        NOT NULL,
    opened_call  uuid        NOT NULL REFERENCES call,
    opened_at    timestamptz NOT NULL,
    closed_at    timestamptz,
    owner_reason text, -- a key of the dictionary: why the first asked no longer owns it
    CHECK (closed_at >= opened_at)
);
CREATE INDEX matter_open ON matter (party, opened_at) WHERE closed_at IS NULL;

-- 话务工单: exactly one per call, from the first fact of the call on.
-- The first block is folded from the call; the second is entered by people and
-- stays as it is when calls are folded again. Keys are those of the dictionary version.
CREATE TABLE consultation (
    call       uuid PRIMARY KEY REFERENCES call,
    party      uuid REFERENCES party,
    contact    text        NOT NULL CHECK (contact IN ('given', 'refused', 'unknown')),
    agent      text,       -- who answered first
    arrived_at timestamptz NOT NULL,
    language   text,
    topic      text,
    outcome    text,
    reason     text,

    revision           int  NOT NULL DEFAULT 0 CHECK (revision >= 0), -- 0: nobody has entered anything
    dictionary_version int,
    author             text,
    saved_at           timestamptz,
    matter             uuid REFERENCES matter,
    caller_kinds       text[] NOT NULL DEFAULT '{}',
    region             text,
    matter_1           text,
    matter_2           text,
    service_kind       text,
    result             text,
    result_reason      text,
    secrecy            text NOT NULL DEFAULT 'ordinary' CHECK (secrecy IN ('ordinary', 'confidential', 'strict')),
    spoken_language    text,
    amount_fen         bigint CHECK (amount_fen >= 0),
    CHECK ((revision = 0) = (saved_at IS NULL)),
    CHECK ((revision = 0) = (author IS NULL)),
    CHECK ((revision = 0) = (dictionary_version IS NULL)),
    CHECK (matter_2 IS NULL OR matter_1 IS NOT NULL),
    CHECK (result_reason IS NULL OR result IS NOT NULL),
    CHECK (result IS DISTINCT FROM 'not_accepted' OR result_reason IS NOT NULL)
) WITH (fillfactor = 70);
CREATE INDEX consultation_agent ON consultation (agent, arrived_at);
CREATE INDEX consultation_matter ON consultation (matter) WHERE matter IS NOT NULL;

-- Free text stands apart from what is counted: forgetting a party deletes it here,
-- and who may read it is decided on this table alone.
CREATE TABLE consultation_text (
    call    uuid PRIMARY KEY REFERENCES consultation,
    secrecy text NOT NULL CHECK (secrecy IN ('ordinary', 'confidential', 'strict')),
    summary text NOT NULL,
    answer  text NOT NULL
);

-- What an agent has typed and not yet saved, sealed under the party's key.
CREATE TABLE consultation_draft (
    call     uuid        NOT NULL REFERENCES consultation,
    author   text        NOT NULL,
    drafted_at timestamptz NOT NULL,
    fields   jsonb       NOT NULL, -- keys only
    text_sealed bytea,
    PRIMARY KEY (call, author)
);

-- Each save, with what it said: never changed, never deleted but by forgetting the text.
CREATE TABLE consultation_edit (
    call     uuid        NOT NULL REFERENCES consultation,
    revision int         NOT NULL CHECK (revision > 0),
    author   text        NOT NULL,
    saved_at timestamptz NOT NULL,
    reason   text,
    fields   jsonb       NOT NULL, -- keys only
    text_sealed bytea,
    PRIMARY KEY (call, revision)
);
