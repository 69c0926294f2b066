-- +goose Up

-- No law asks that recordings are kept: 0 days is deletion at once.
ALTER TABLE retention_class DROP CONSTRAINT retention_class_least_days_check, ADD CONSTRAINT retention_class_least_days_check CHECK (least_days >= 0);
UPDATE retention_class SET least_days = 0 WHERE class = 'recordings';
