package orders

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// Slot is a time at which a unit takes appointments.
type Slot struct {
	ID       callcenter.ID `json:"id" readOnly:"true"`
	Unit     callcenter.ID `json:"unit" doc:"承办单位"`
	UnitName string        `json:"unit_name" readOnly:"true"`
	Way      string        `json:"way" enum:"phone,centre,home" doc:"phone 电话,centre 到中心,home 上门"`
	From     time.Time     `json:"from"`
	To       time.Time     `json:"to"`
	Places   int           `json:"places" minimum:"1" maximum:"100" doc:"可约几位"`
	Taken    int           `json:"taken" readOnly:"true" doc:"已约几位"`
}

const selectSlots = `
SELECT s.id, s.unit, u.name, s.way, s.from_at, s.to_at, s.places, s.taken
FROM slot s JOIN unit u ON u.id = s.unit`

func scanSlot(row pgx.CollectableRow) (s Slot, err error) {
	err = row.Scan(&s.ID, &s.Unit, &s.UnitName, &s.Way, &s.From, &s.To, &s.Places, &s.Taken)
	return s, err
}

// Slots lists the calendar between two times.
func (o *Orders) Slots(ctx context.Context, from, to time.Time, unit callcenter.ID) (list []Slot, err error) {
	err = o.within(ctx, "read slots", func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, selectSlots+` WHERE s.from_at >= $1 AND s.from_at < $2 AND ($3::uuid IS NULL OR s.unit = $3) ORDER BY s.from_at, u.name LIMIT 500`,
			from, to, unit)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, scanSlot)
		return err
	})
	if list == nil {
		list = []Slot{}
	}
	return list, err
}

func readSlot(ctx context.Context, tx pgx.Tx, id callcenter.ID) (*Slot, error) {
	if id.IsZero() {
		return nil, nil
	}
	rows, err := tx.Query(ctx, selectSlots+` WHERE s.id = $1`, id)
	if err != nil {
		return nil, err
	}
	found, err := pgx.CollectRows(rows, scanSlot)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// AddSlot offers a time. A unit offers its own; by whom is checked before.
func (o *Orders) AddSlot(ctx context.Context, s Slot, by Actor) error {
	if !s.To.After(s.From) || s.To.Sub(s.From) > 24*time.Hour || s.From.Before(o.cfg.Now()) {
		return callcenter.Errorf(callcenter.Invalid, "时段应在将来,先开始后结束,不超过一天")
	}
	return o.within(ctx, "add slot", func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, asProgram); err != nil {
			return err
		}
		if err := unitTakes(ctx, tx, s.Unit); err != nil {
			return err
		}
		if len(by.Roles) == 1 && by.Roles[0] == Unit {
			if err := ofUnit(ctx, tx, s.Unit, by.Staff); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `INSERT INTO slot (id, unit, way, from_at, to_at, places) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING`,
			s.ID, s.Unit, s.Way, s.From, s.To, s.Places)
		return err
	})
}

// book takes a place of a slot for an appointment, and gives back the one it had.
func (o *Orders) book(ctx context.Context, tx pgx.Tx, order Order, m Move) error {
	tag, err := tx.Exec(ctx, `UPDATE slot SET taken = taken + 1 WHERE id = $1 AND taken < places AND from_at > $2 AND way = $3 AND id IS DISTINCT FROM $4`,
		m.Payload.Slot, m.At, order.Fields["way"], order.Slot)
	if err != nil {
		return err
	}
	if tag.RowsAffected() == 0 {
		return callcenter.Errorf(callcenter.Conflict, "这个时段已约满、已过去,或方式不同,请另选")
	}
	_, err = tx.Exec(ctx, `UPDATE slot SET taken = taken - 1 WHERE id = $1`, order.Slot)
	return err
}
