-- +goose Up

-- How a word is spelled follows from its characters (records/spelling.go). Only where one
-- of them is read otherwise in this word than it mostly is, that is said here.
ALTER TABLE dictionary ALTER COLUMN pinyin DROP NOT NULL;
UPDATE dictionary SET pinyin = NULL WHERE label NOT IN ('人民调解', '调解预约登记', '犍为县', '重复且已答复');
