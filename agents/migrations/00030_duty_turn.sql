-- +goose Up

-- Who is put down for which half day, with the firm he comes from and what he knows best.
CREATE TABLE agents.duty_turn (
    day        date NOT NULL,
    half       text NOT NULL CHECK (half IN ('morning', 'afternoon', 'night')),
    staff      text NOT NULL REFERENCES agents.staff (id) ON DELETE CASCADE,
    firm       text NOT NULL DEFAULT '' CHECK (char_length(firm) <= 64),
    speciality text NOT NULL DEFAULT '' CHECK (char_length(speciality) <= 64),
    PRIMARY KEY (day, half, staff)
);
CREATE INDEX duty_turn_staff ON agents.duty_turn (staff, day);
GRANT SELECT, INSERT, UPDATE, DELETE ON agents.duty_turn TO hotline;

-- +goose Down
DROP TABLE agents.duty_turn;
