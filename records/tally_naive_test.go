package records

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"hotline/callcenter"
	"hotline/records/fold"
	"hotline/records/tally"
)

// naiveSums goes through all calls and counts what a query asks for.
func naiveSums(facts map[callcenter.ID][]fold.Fact, q tally.Query) map[string]map[string]int64 {
	return sumsOf(naiveRows(facts), q)
}

// naiveRows folds every call and lists what it, and each leg of it, counts for.
func naiveRows(facts map[callcenter.ID][]fold.Fact) (rows []counted) {
	follow := naiveFollow(facts)
	for subject, list := range facts {
		r := fold.OfCall(subject, list)
		if !ofCall(list[0]) || r.Call.Facts == 0 {
			continue
		}
		for i, c := range countsOf(r) {
			if i == 0 {
				maps.Copy(c.n, follow[subject])
			}
			rows = append(rows, c)
		}
	}
	return rows
}

func sumsOf(rows []counted, q tally.Query) map[string]map[string]int64 {
	all := map[string]map[string]int64{}
	for _, c := range rows {
		if c.at.Before(q.From) || !c.at.Before(q.To) || !c.among(q.Only) {
			continue
		}
		for _, values := range c.values(q.By) {
			key := fmt.Sprint(stepOf(c.at, q.Step).Unix(), values)
			if all[key] == nil {
				all[key] = map[string]int64{}
			}
			for name, n := range c.n {
				if all[key][name] += n; all[key][name] == 0 {
					delete(all[key], name)
				}
			}
		}
	}
	return all
}

func stepOf(at time.Time, step tally.Step) time.Time {
	at = at.In(callcenter.Leshan())
	switch step {
	case tally.ByHour:
		return at.Truncate(time.Hour)
	case tally.ByDay:
		return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, callcenter.Leshan())
	case tally.ByMonth:
		return time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, callcenter.Leshan())
	}
	return time.Time{}
}

// counted is one thing counted, as plainly as can be.
type counted struct {
	at    time.Time
	of    map[string]string
	kinds []string
	n     map[string]int64
}

// among reports that it has each of these values.
func (c counted) among(only map[tally.Dimension]string) bool {
	for d, value := range only {
		if !slices.ContainsFunc(c.values([]tally.Dimension{d}), func(v []string) bool { return v[0] == value }) {
			return false
		}
	}
	return true
}

func (c counted) values(by []tally.Dimension) [][]string {
	list := [][]string{nil}
	for _, d := range by {
		values := []string{c.of[string(d)]}
		switch d {
		case tally.CallerKind:
			if values = c.kinds; len(values) == 0 {
				values = []string{""}
			}
		case tally.Hour:
			values = []string{c.at.In(callcenter.Leshan()).Format("15")}
		case tally.Weekday:
			values = []string{fmt.Sprint(cmp.Or(int(c.at.In(callcenter.Leshan()).Weekday()), 7))}
		}
		var longer [][]string
		for _, head := range list {
			for _, v := range values {
				longer = append(longer, append(slices.Clone(head), v))
			}
		}
		list = longer
	}
	return list
}

func countsOf(r fold.Record) []counted {
	c, e := r.Call, r.Entered
	of := map[string]string{
		"channel": c.Called, "topic": string(c.Topic), "language": string(c.Language), "region": e.Region, "matter_1": e.Matter1, "matter_2": e.Matter2,
		"service_kind": e.ServiceKind, "result": e.Result, "outcome": string(c.Outcome), "agent": string(c.AnsweredBy),
	}
	n := map[string]int64{}
	for _, x := range r.Callbacks {
		n["callbacks"]++
		if x.Reason == fold.AfterMessage {
			n["messages"]++
		}
		if x.State == fold.CallbackDone {
			n["callbacks_done"]++
		}
	}
	count := func(name string, is bool) {
		if is {
			n[name] = 1
		}
	}
	answered, queued := !c.AnsweredAt.IsZero(), !c.QueuedAt.IsZero()
	count("inbound", c.Back.IsZero()) // a call-back is the same caller's wait
	count("open", c.EndedAt.IsZero())
	count("queued", queued)
	count("answered", answered)
	count("abandoned", queued && !answered && c.Outcome == callcenter.Abandoned)
	count("entered", e.Revision > 0)
	if queued && c.Language == callcenter.Yi {
		i := slices.IndexFunc(r.Segments, func(s fold.Segment) bool {
			return s.Kind == callcenter.AgentLeg && s.StartedAt.Equal(c.AnsweredAt) && s.Agent == c.AnsweredBy
		})
		n["yi_offered"] = 1
		if i >= 0 {
			n[map[bool]string{true: "yi_interpreted", false: "yi_seat"}[r.Segments[i].Interpreter]] = 1
		}
	}
	if e.AmountFen != nil {
		n["amount_fen"] = *e.AmountFen
	}
	for _, x := range r.Transfers {
		for name, is := range map[string]bool{
			"transfers": x.Outcome == callcenter.TransferCompleted, "consults": x.Way == callcenter.Consulting, "invites": x.Way == callcenter.Inviting,
		} {
			if is {
				n[name]++
			}
		}
	}
	if c.WaitMS != nil {
		of["wait"] = fmt.Sprint(bandOf(*c.WaitMS))
		if answered || queued {
			n[map[bool]string{true: "wait_ms", false: "lost_ms"}[answered]] = *c.WaitMS
		}
	}
	if answered { // everybody drawn sits at one seat
		of["seat"] = cmp.Or(seatOf(r, func(s fold.Segment) bool {
			return s.Kind == callcenter.AgentLeg && s.StartedAt.Equal(c.AnsweredAt) && s.Agent == c.AnsweredBy
		}), "")
	}
	call := counted{c.ArrivedAt, of, e.CallerKinds, n}
	return append([]counted{call}, legsOf(r, of)...)
}

func seatOf(r fold.Record, is func(fold.Segment) bool) string {
	i := slices.IndexFunc(r.Segments, is)
	return string(r.Segments[i].Seat)
}

func bandOf(ms int64) int {
	for s := 0; s < 3600; s++ {
		edge := s <= 60 || s <= 300 && s%5 == 0 || s%60 == 0
		if edge && int64(s)*1000 >= ms {
			return s
		}
	}
	return map[bool]int{true: 3600, false: 3660}[ms <= 3600*1000]
}

func legsOf(r fold.Record, of map[string]string) (list []counted) {
	legs := map[callcenter.Token]*counted{}
	leg := func(token callcenter.Token, at time.Time, agent callcenter.AgentID) *counted {
		if legs[token] == nil {
			legs[token] = &counted{at, maps.Clone(of), r.Entered.CallerKinds, map[string]int64{}}
			legs[token].of["agent"] = string(agent)
			legs[token].of["seat"] = ""
		}
		return legs[token]
	}
	for _, p := range r.Promises {
		l := leg(p.Token, p.MadeAt, p.Agent)
		l.of["seat"], l.of["topic"], l.n["rings"] = string(p.Seat), cmp.Or(string(p.Topic), of["topic"]), 1
		if !p.EndedAt.IsZero() {
			l.n["ring_ms"] = p.EndedAt.Sub(p.MadeAt).Milliseconds()
		}
		switch p.Outcome {
		case "no_answer":
			l.n["missed"] = 1
		case "rejected":
			l.n["rejected"] = 1
		case "busy", "unreachable", "expired", "failed", "caller_gone":
			l.n["unrung"] = 1
		}
	}
	for _, s := range r.Segments {
		l := leg(s.Token, s.StartedAt, s.Agent)
		l.of["seat"], l.of["language"] = cmp.Or(string(s.Seat), l.of["seat"]), cmp.Or(string(s.Language), l.of["language"])
		if s.Kind == callcenter.OutsideLeg {
			l.n["outside"] = 1
			continue
		}
		l.n["talks"] = 1
		if s.Interpreter {
			l.n["interpreted"] = 1
		}
		if s.Kind == callcenter.InterpreterLeg {
			l.n["interpreting"] = 1
		}
		if s.TalkMS != nil {
			l.n["talk_ms"], l.n["held_ms"] = *s.TalkMS, *s.HeldMS
		}
	}
	for _, x := range r.Ratings {
		at := x.AskedAt
		if at.IsZero() {
			at = x.AnsweredAt
		}
		l := leg(x.Token, at, x.Agent)
		if !x.AskedAt.IsZero() {
			l.n["asked"] = 1
		}
		if x.Score > 0 {
			l.n["rated"], l.n[fmt.Sprint("score_", x.Score)] = 1, 1
		}
	}
	for _, l := range legs {
		maps.DeleteFunc(l.n, func(_ string, n int64) bool { return n == 0 })
		list = append(list, *l)
	}
	return list
}

// long after everything foldtest draws.
var long = time.Date(2026, 9, 1, 0, 0, 0, 0, time.UTC)

// naiveFollow looks at every pair of calls of one number.
func naiveFollow(facts map[callcenter.ID][]fold.Fact) map[callcenter.ID]map[string]int64 {
	calls := map[string][]fold.Call{}
	for subject, list := range facts {
		if r := fold.OfCall(subject, list); ofCall(list[0]) && r.Call.Facts > 0 && r.Call.Back.IsZero() {
			i := slices.IndexFunc(list, func(f fold.Fact) bool { return !f.Contact.Anonymous() || !f.Party.IsZero() })
			if i >= 0 { // as told, or as the journal has it
				number := list[i].Contact.E164() + list[i].Party.String()
				calls[number] = append(calls[number], r.Call)
			}
		}
	}
	found := map[callcenter.ID]map[string]int64{}
	for c, others := range pairs(calls) {
		n, again := map[string]int64{"followed": 1}, false
		for _, o := range others {
			apart := o.ArrivedAt.Sub(c.ArrivedAt)
			if apart.Abs() > tally.FollowDays*24*time.Hour {
				continue
			}
			again = again || apart > 0
			if apart < 0 {
				n["repeats"] = 1
			}
		}
		if !c.AnsweredAt.IsZero() {
			n["followed_answered"] = 1
			if !again {
				n["resolved"] = 1
			}
		}
		found[c.ID] = n
	}
	return found
}

// pairs gives each call with those of its number, itself among them.
func pairs(calls map[string][]fold.Call) iter.Seq2[fold.Call, []fold.Call] {
	return func(yield func(fold.Call, []fold.Call) bool) {
		for _, list := range calls {
			for _, c := range list {
				if !yield(c, list) {
					return
				}
			}
		}
	}
}
