package records

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"hotline/callcenter"
	"hotline/records/fold"
	"hotline/records/fold/foldtest"
	"hotline/records/pgtest"
	"hotline/records/tally"
)

// TestSumsEqualRecount tells random journals to two controllers, in any order, some facts
// to both, rolls up now and then, and compares what is read with a recount of all calls,
// by any two dimensions, over any hours, in any steps.
func TestSumsEqualRecount(t *testing.T) {
	t.Parallel()
	url, keys := pgtest.Database(t), t.TempDir()
	logs := []*Records{}
	for range 2 {
		r, _ := run(t, place(t, url, keys))
		logs = append(logs, r)
	}
	db := pool(t, url)
	facts, drawn := map[callcenter.ID][]fold.Fact{}, 0
	began := time.Now()
	rapid.Check(t, func(rt *rapid.T) {
		if time.Since(began) > enough {
			return // a slow machine proves less
		}
		drawn++
		j := foldtest.Draw(rt, fmt.Sprint(drawn), 90)
		for _, f := range j.Facts {
			told := f
			told.At = told.At.UTC().Truncate(time.Microsecond)
			facts[f.Subject] = append(facts[f.Subject], fold.Fact{Fact: told})
		}
		for _, f := range rapid.Permutation(j.Facts).Draw(rt, "order") {
			which := rapid.IntRange(1, 3).Draw(rt, "logs")
			for i, r := range logs {
				if which>>i&1 == 1 {
					r.Tell(f)
				}
			}
			if rapid.IntRange(0, 40).Draw(rt, "roll up") == 0 {
				if err := tally.RollUp(rt.Context(), db); err != nil {
					rt.Fatal(err)
				}
			}
		}
		for _, r := range logs {
			drain(t, r)
		}
		q := drawQuery(rt)
		got, err := tally.Read(rt.Context(), db, q)
		if err != nil {
			rt.Fatal(err)
		}
		want := naiveSums(facts, q)
		for _, line := range got {
			key := fmt.Sprint(line.Start.Unix(), line.Values)
			if !maps.Equal(line.Sums, want[key]) {
				rt.Fatalf("%+v\n%s is\n%v\nwant\n%v", q, key, line.Sums, want[key])
			}
			delete(want, key)
		}
		if len(want) > 0 {
			rt.Fatalf("%+v\nnot told: %v", q, want)
		}
		compareTime(rt, db)
	})
	sumsStay(t, logs[0])
}

// enough is how long journals are drawn.
const enough = 20 * time.Second

// sumsStay: what was kept up to date as facts came is what is summed again.
func sumsStay(t *testing.T, r *Records) {
	t.Helper()
	before, err := r.Hashes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	after, err := r.Hashes(t.Context())
	if err != nil || !slices.Equal(before, after) {
		t.Errorf("%v\n%v\nwas\n%v", err, after, before)
	}
}

// drawQuery is over hours around those foldtest draws in.
func drawQuery(t *rapid.T) tally.Query {
	hours := rapid.SampledFrom([]time.Time{
		time.Date(2026, 2, 28, 16, 0, 0, 0, time.UTC), time.Date(2026, 3, 1, 16, 0, 0, 0, time.UTC), time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC),
		time.Date(2026, 3, 2, 2, 0, 0, 0, time.UTC), time.Date(2026, 3, 31, 15, 0, 0, 0, time.UTC), time.Date(2026, 3, 31, 16, 0, 0, 0, time.UTC),
		time.Date(2026, 4, 30, 16, 0, 0, 0, time.UTC),
	})
	q := tally.Query{From: hours.Draw(t, "from"), To: hours.Draw(t, "to")}
	if !q.From.Before(q.To) {
		q.From, q.To = q.To, q.From.Add(time.Hour)
	}
	q.By = rapid.SliceOfNDistinct(rapid.SampledFrom(tally.Dimensions()), 0, 2, rapid.ID).Draw(t, "by")
	q.Step = rapid.SampledFrom([]tally.Step{"", tally.ByHour, tally.ByDay, tally.ByMonth}).Draw(t, "step")
	if !slices.Contains(q.By, tally.Topic) && rapid.Bool().Draw(t, "only") {
		q.Only = map[tally.Dimension]string{tally.Topic: "consult"}
	}
	return q
}

// naiveSums goes through all calls and counts what a query asks for.
func naiveSums(facts map[callcenter.ID][]fold.Fact, q tally.Query) map[string]map[string]int64 {
	all := map[string]map[string]int64{}
	for subject, list := range facts {
		r := fold.OfCall(subject, list)
		if !ofCall(list[0]) || r.Call.Facts == 0 {
			continue
		}
		for _, c := range countsOf(r) {
			if c.at.Before(q.From) || !c.at.Before(q.To) || q.Only != nil && c.of["topic"] != q.Only[tally.Topic] {
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
		name := map[string]string{"no_answer": "missed", "rejected": "rejected", "busy": "unrung"}[p.Outcome]
		if name != "" {
			l.n[name] = 1
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

// compareTime recounts agents' time from their states, one by one.
func compareTime(t *rapid.T, db tally.Conn) {
	now := time.Date(2026, 4, 1, 1, 2, 3, 0, time.UTC)
	q := tally.Query{From: time.Date(2026, 3, 1, 16, 0, 0, 0, time.UTC), To: time.Date(2026, 3, 31, 17, 0, 0, 0, time.UTC)}
	rows, err := db.Query(t.Context(), `SELECT agent, presence, coalesce(reason, ''), lower(during), coalesce(upper(during), $1) FROM agent_state`, now)
	if err != nil {
		t.Fatal(err)
	}
	want := map[tally.Spent]time.Duration{}
	var s tally.Spent
	var from, to time.Time
	_, err = pgx.ForEachRow(rows, []any{&s.Agent, &s.Presence, &s.Reason, &from, &to}, func() error {
		if from.Before(q.From) {
			from = q.From
		}
		if to.After(q.To) {
			to = q.To
		}
		if to.After(from) {
			want[s] += to.Sub(from)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := tally.ReadStates(t.Context(), db, q, now)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range got {
		key := s
		key.Time = 0
		if want[key] != s.Time {
			t.Fatalf("%+v, want %s", s, want[key])
		}
		delete(want, key)
	}
	if len(want) > 0 {
		t.Fatalf("not told: %v", want)
	}
}
