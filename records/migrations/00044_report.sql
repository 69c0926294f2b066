-- +goose Up

-- A mandatory report leaves an order now, and no call-back beside it.
DELETE FROM callback WHERE reason = 'abuse';
ALTER TABLE callback DROP COLUMN urgent;
