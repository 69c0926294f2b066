-- +goose Up

-- What the centre knows and tells: articles, service guides, and templates of an answer.
-- It is data, not folded: a revision is added and never changed but for no longer being
-- the latest. It names nobody, so everybody at a desk reads it.
CREATE TABLE knowledge (
    id         uuid        NOT NULL,
    revision   int         NOT NULL CHECK (revision > 0),
    latest     boolean     NOT NULL,
    kind       text        NOT NULL CHECK (kind IN ('article', 'guide', 'template')),
    title      text        NOT NULL CHECK (title <> ''),
    body       text        NOT NULL CHECK (body <> ''),
    matter     text        CHECK (matter <> ''), -- a key of the dictionary, of either level
    valid_from date        NOT NULL,
    valid_to   date        CHECK (valid_to >= valid_from), -- the last day; NULL: until it is replaced
    author     text        NOT NULL,
    at         timestamptz NOT NULL DEFAULT now(),
    words      tsvector    NOT NULL, -- records/bigram
    PRIMARY KEY (id, revision)
);
CREATE UNIQUE INDEX knowledge_latest ON knowledge (id) WHERE latest;
CREATE INDEX knowledge_words ON knowledge USING gin (words) WHERE latest;
GRANT SELECT ON knowledge TO hotline_desk;
