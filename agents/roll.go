package agents

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// Roll is what a file asks the register to hold. Whoever is not in it stays as he is.
type Roll struct {
	Staff []StaffEntry
	Seats []SeatEntry
}

// StaffEntry is an account as asked for. An empty password keeps the one there
// is; a new account then gets a generated one, to be changed at once.
type StaffEntry struct {
	Staff
	Password string
	Line     int // in the file
}

// SeatEntry is a seat as asked for.
type SeatEntry struct {
	Seat
	Line int
}

// Fault is something wrong in a file.
type Fault struct {
	Line int // 0: the file as a whole
	Text string
}

func (f Fault) String() string {
	if f.Line == 0 {
		return f.Text
	}
	return fmt.Sprintf("第 %d 行:%s", f.Line, f.Text)
}

// refusal names all faults at once, in the order of the lines.
func refusal(faults []Fault) error {
	if len(faults) == 0 {
		return nil
	}
	slices.SortStableFunc(faults, func(a, b Fault) int { return cmp.Compare(a.Line, b.Line) })
	lines := make([]string, len(faults))
	for i, f := range faults {
		lines[i] = f.String()
	}
	return callcenter.Errorf(callcenter.Invalid, "%s", strings.Join(lines, "\n"))
}

// Report says what an import did.
type Report struct {
	Staff, Seats int
	Generated    map[callcenter.AgentID]string // passwords made here: shown once, kept nowhere
}

// Import makes the register hold the roll, or changes nothing and names all faults.
func (r *Register) Import(ctx context.Context, roll Roll) (Report, error) {
	report := Report{Staff: len(roll.Staff), Seats: len(roll.Seats), Generated: map[callcenter.AgentID]string{}}
	faults := roll.faults()
	staff, seats, err := r.List(ctx)
	if err != nil {
		return Report{}, err
	}
	faults = append(faults, roll.misfits(staff, seats)...)
	if err := refusal(faults); err != nil {
		return Report{}, err
	}
	// Hashing takes long, so it is done before the transaction.
	for i := range roll.Staff {
		r.settlePassword(&roll.Staff[i], staff, report.Generated)
	}
	err = r.change(ctx, func(tx pgx.Tx) error {
		staff, err := readStaff(ctx, tx)
		if err != nil {
			return err
		}
		seats, err := readSeats(ctx, tx)
		if err != nil {
			return err
		}
		// Default seats may be swapped between accounts: let go first.
		for _, s := range roll.Staff {
			if _, err := tx.Exec(ctx, `UPDATE agents.staff SET default_seat = NULL WHERE id = $1 AND default_seat IS DISTINCT FROM nullif($2, '')`,
				s.ID, s.DefaultSeat); err != nil {
				return fmt.Errorf("let go of the seat of %s: %w", s.ID, err)
			}
		}
		for _, s := range roll.Seats {
			if err := writeSeat(ctx, tx, s.Seat); err != nil {
				return err
			}
		}
		for _, s := range roll.Staff {
			if err := writeStaff(ctx, tx, s.Staff); err != nil {
				return err
			}
		}
		if err := r.noteSeats(ctx, tx, seats); err != nil {
			return err
		}
		return r.noteStaff(ctx, tx, "staff.put", staff)
	})
	if err != nil {
		return Report{}, err
	}
	return report, nil
}

// settlePassword gives the entry its hash; the same password again is no change.
func (r *Register) settlePassword(entry *StaffEntry, existing []Staff, generated map[callcenter.AgentID]string) {
	i := slices.IndexFunc(existing, func(s Staff) bool { return s.ID == entry.ID })
	asked := entry.MustChange
	if i >= 0 {
		entry.Hash, entry.MustChange = existing[i].Hash, existing[i].MustChange
	}
	switch {
	case i >= 0 && (entry.Password == "" || matches(entry.Hash, entry.Password)):
	case entry.Password != "":
		entry.Hash, entry.MustChange = HashPassword(entry.Password, r.cost), asked
	default:
		password := GeneratePassword()
		generated[entry.ID] = password
		entry.Hash, entry.MustChange = HashPassword(password, r.cost), true
	}
}

// faults lists what is wrong in the roll itself.
func (roll Roll) faults() []Fault {
	var faults []Fault
	first := map[string]int{}
	note := func(line int, key, what string, texts []string) {
		for _, text := range texts {
			faults = append(faults, Fault{line, text})
		}
		if before, twice := first[what+key]; twice {
			faults = append(faults, Fault{line, fmt.Sprintf("%s %s 与第 %d 行重复", what, key, before)})
		} else {
			first[what+key] = line
		}
	}
	for _, s := range roll.Seats {
		note(s.Line, string(s.ID), "话机", s.faults())
	}
	for _, s := range roll.Staff {
		texts := s.faults()
		if s.Password != "" {
			if text := passwordFault(s.Password); text != "" {
				texts = append(texts, text)
			}
		}
		note(s.Line, string(s.ID), "工号", texts)
	}
	return faults
}

// misfits lists what does not go together with what the register holds.
func (roll Roll) misfits(staff []Staff, seats []Seat) []Fault {
	known := map[callcenter.SeatID]bool{}
	for _, s := range seats {
		known[s.ID] = true
	}
	for _, s := range roll.Seats {
		known[s.ID] = true
	}
	owner := map[callcenter.SeatID]callcenter.AgentID{}
	replaced := map[callcenter.AgentID]bool{}
	for _, s := range roll.Staff {
		replaced[s.ID] = true
	}
	for _, s := range staff {
		if s.Active && !replaced[s.ID] {
			owner[s.DefaultSeat] = s.ID
		}
	}
	var faults []Fault
	for _, s := range roll.Staff {
		if s.DefaultSeat == "" {
			continue
		}
		if !known[s.DefaultSeat] {
			faults = append(faults, Fault{s.Line, fmt.Sprintf("没有话机 %s,请先登记话机", s.DefaultSeat)})
		}
		if !s.Active {
			continue
		}
		if other := owner[s.DefaultSeat]; other != "" && other != s.ID {
			faults = append(faults, Fault{s.Line, fmt.Sprintf("话机 %s 已是工号 %s 的默认话机", s.DefaultSeat, other)})
		}
		owner[s.DefaultSeat] = s.ID
	}
	return faults
}
