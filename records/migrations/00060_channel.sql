-- +goose Up

-- Who handed a caller over, how they name the matter, and that he was not asked what it
-- is about where they said so.
ALTER TABLE call
    DROP CONSTRAINT call_menu_how_check,
    ADD CONSTRAINT call_menu_how_check CHECK (menu_how IN ('key', 'silence', 'wrong_keys', 'call_back', 'channel')),
    ADD COLUMN channel text CHECK (channel <> ''),
    ADD COLUMN reference text CHECK (reference <> '');
CREATE INDEX call_reference ON call (reference) WHERE reference IS NOT NULL;
