-- +goose Up

-- Administrators add versions of the dictionaries. None is ever changed.
GRANT INSERT ON dictionary, dictionary_version TO hotline_program;
