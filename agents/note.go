package agents

import (
	"context"
	"fmt"
	"reflect"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// noteStaff notes what became of the accounts there were, and of new ones. Nothing
// secret is in a note: of a password and a second factor only that they changed.
func (r *Register) noteStaff(ctx context.Context, tx pgx.Tx, action string, before []Staff) error {
	after, err := readStaff(ctx, tx)
	if err != nil {
		return err
	}
	was, is := byID(before), byID(after)
	for _, list := range [][]Staff{before, after} {
		for _, s := range list {
			old, had := was[s.ID]
			now, has := is[s.ID]
			delete(was, s.ID)
			delete(is, s.ID)
			if !had && !has || reflect.DeepEqual(old, now) {
				continue
			}
			change := callcenter.Change{By: actor(ctx), Action: action, Object: string(s.ID)}
			if had {
				change.Before = shown(old)
			}
			if has {
				change.After = shown(now)
			}
			if err := r.note(ctx, tx, change); err != nil {
				return fmt.Errorf("note %s of %s: %w", action, s.ID, err)
			}
		}
	}
	return nil
}

func (r *Register) noteSeats(ctx context.Context, tx pgx.Tx, before []Seat) error {
	was := map[callcenter.SeatID]Seat{}
	for _, s := range before {
		was[s.ID] = s
	}
	after, err := readSeats(ctx, tx)
	if err != nil {
		return err
	}
	for _, s := range after {
		old, had := was[s.ID]
		if old == s {
			continue
		}
		change := callcenter.Change{By: actor(ctx), Action: "seat.put", Object: string(s.ID), After: s}
		if had {
			change.Before = old
		}
		if err := r.note(ctx, tx, change); err != nil {
			return fmt.Errorf("note seat %s: %w", s.ID, err)
		}
	}
	return nil
}

func byID(list []Staff) map[callcenter.AgentID]Staff {
	m := map[callcenter.AgentID]Staff{}
	for _, s := range list {
		m[s.ID] = s
	}
	return m
}

// shown is an account without its secrets.
func shown(s Staff) Staff {
	s.Hash = ""
	if s.Factor != "" {
		s.Factor = "enrolled"
	}
	return s
}

// actor is who makes the change; "" from a terminal, where the note's writer knows who.
func actor(ctx context.Context) callcenter.AgentID {
	s, _ := Who(ctx)
	return s.Staff.ID
}
