package recount

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"hotline/callcenter"
	"hotline/records/fold"
)

// Kind is in what two accounts of a call differ.
type Kind string

// The kinds. NoRecord is the one that must never be: somebody called, and nothing is kept.
const (
	NoRecord Kind = "no_record" // the CDR has a line of which there is no call
	NoLine   Kind = "no_line"   // there is a call, and no line of it in the CDR
	Answered Kind = "answered"  // an agent talked on a line that was never answered
	Ended    Kind = "ended"     // they differ by more than a second in when it ended
	Joined   Kind = "joined"    // they differ in the seats it was joined with
)

// Title is the kind in the words of who reads it.
func (k Kind) Title() string {
	return map[Kind]string{
		NoRecord: "有话单无记录", NoLine: "有记录无话单", Answered: "接通不符", Ended: "结束时间不符", Joined: "通话坐席不符",
	}[k]
}

// Difference is one between the CDR and the records.
type Difference struct {
	Kind      Kind              `json:"kind"`
	Call      callcenter.ID     `json:"call"`
	Line      callcenter.LineID `json:"line,omitempty"`
	At        time.Time         `json:"at"` // when the call came
	Detail    string            `json:"detail"`
	Explained bool              `json:"explained"` // by a recorded death, Asterisk's or a controller's
}

// tolerance is between two clocks that write the same end, one of them in whole seconds.
const tolerance = time.Second

// explained: a line was gone when a controller looked again (lost), or nobody saw what
// happened to it for a while. Both follow from a recorded death, Asterisk's, a
// controller's or that of the wire between them.
func (c call) explained() bool { return c.unwatched || c.Call.Reason == "lost" }

// compare goes through both accounts. Calls still open, what only one side has and ended
// after settled, and lines of other centres' numbers are left out.
func compare(book Book, numbers []string, calls map[callcenter.LineID]call, settled time.Time) (list []Difference, compared int) {
	for id, line := range book.Lines {
		record, kept := calls[id]
		if !kept && (line.End.After(settled) || !slices.Contains(numbers, line.Called)) {
			continue
		}
		if !kept {
			list = append(list, Difference{
				Kind: NoRecord, Call: callcenter.CallIDOf(id, line.Start), Line: id, At: line.Start,
				Detail: fmt.Sprintf("拨打 %s,%s 挂断", line.Called, clock(line.End)),
			})
			continue
		}
		if record.Call.EndedAt.IsZero() {
			continue
		}
		compared++
		list = append(list, differ(line, record)...)
	}
	for id, record := range calls {
		if len(book.Systems) > 0 && !book.Systems[id.System()] {
			continue // another Asterisk's
		}
		if _, has := book.Lines[id]; has || record.Call.EndedAt.IsZero() || record.Call.EndedAt.After(settled) {
			continue
		}
		compared++
		list = append(list, Difference{
			Kind: NoLine, Call: record.Call.ID, Line: id, At: record.Call.ArrivedAt,
			Detail:    "记录为 " + string(record.Call.Outcome),
			Explained: record.explained(),
		})
	}
	slices.SortFunc(list, func(a, b Difference) int {
		if c := a.At.Compare(b.At); c != 0 {
			return c
		}
		return strings.Compare(string(a.Line)+string(a.Kind), string(b.Line)+string(b.Kind))
	})
	return list, compared
}

// differ compares a line with its call.
func differ(line Line, record call) (list []Difference) {
	tell := func(kind Kind, detail string) {
		list = append(list, Difference{
			Kind: kind, Call: record.Call.ID, Line: line.ID, At: record.Call.ArrivedAt, Detail: detail,
			Explained: record.explained(),
		})
	}
	agents, guests := seatsOf(record.Record)
	if len(agents) > 0 && !line.Answered {
		tell(Answered, "记录有坐席通话,话单未应答")
	}
	if !endsAlike(line, record.Record) {
		tell(Ended, fmt.Sprintf("记录 %s,话单 %s", clock(record.Call.EndedAt), clock(line.End)))
	}
	if movedOn(record.Record) {
		return list // the CDR of the line he came on says nothing of the one he was moved to
	}
	known := func(seat callcenter.SeatID) bool { return agents[seat] || guests[seat] }
	for seat := range agents {
		if !slices.Contains(line.Seats, seat) {
			tell(Joined, fmt.Sprintf("记录与坐席 %s 通话,话单没有", seat))
		}
	}
	for _, seat := range line.Seats {
		if !known(seat) && !guests[outside] {
			tell(Joined, fmt.Sprintf("话单与 %s 通话,记录没有", seat))
		}
	}
	return list
}

// movedOn: who handed the caller over moved him to another line.
func movedOn(record fold.Record) bool {
	return slices.ContainsFunc(record.Transfers, func(t fold.Transfer) bool {
		return t.Kind == callcenter.CallerLeg && t.Outcome == callcenter.TransferCompleted
	})
}

// endsAlike allows for two things that are no faults. Asterisk closes a line's last row
// with its last talk, and opens no other for what the caller hears afterwards. And where
// others were asked into the call they may talk on when the caller has gone.
func endsAlike(line Line, record fold.Record) bool {
	if line.endsAt(record.Call.EndedAt) || len(record.Transfers) > 0 && line.End.Before(record.Call.EndedAt) {
		return true
	}
	return slices.ContainsFunc(record.Segments, func(s fold.Segment) bool { return line.endsAt(s.EndedAt) })
}

// endsAt allows for the fraction that the CDR cuts off.
func (l Line) endsAt(end time.Time) bool {
	return !end.Before(l.End.Add(-tolerance)) && end.Before(l.End.Add(2*tolerance))
}

func clock(at time.Time) string { return at.In(callcenter.Leshan()).Format(time.TimeOnly) }

// outside stands for every number that is no seat of ours.
const outside callcenter.SeatID = ""

// seatsOf are those the caller was joined with for certain, and those of guests, who may
// have talked with the agent alone.
func seatsOf(record fold.Record) (agents, guests map[callcenter.SeatID]bool) {
	agents, guests = map[callcenter.SeatID]bool{}, map[callcenter.SeatID]bool{}
	for _, s := range record.Segments {
		switch {
		case s.Kind == callcenter.OutsideLeg:
			guests[outside] = true
		case s.Kind == callcenter.AgentLeg && s.Seat != "":
			agents[s.Seat] = true
		default:
			guests[s.Seat] = true
		}
	}
	return agents, guests
}
