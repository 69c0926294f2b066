package quality

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/records"
	"hotline/records/pgtest"
	"hotline/records/seal"
)

// house is quality on a database of the test's own.
type house struct {
	*Quality
	t     *testing.T
	owner *pgxpool.Pool
	now   time.Time
}

func newHouse(t *testing.T) *house {
	t.Helper()
	url := pgtest.Database(t)
	h := &house{t: t, now: time.Now()}
	pool := func(url string) *pgxpool.Pool {
		p, err := pgxpool.New(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.Close)
		return p
	}
	h.owner = pool(url)
	key, index := filepath.Join(t.TempDir(), "key"), filepath.Join(t.TempDir(), "index")
	for _, file := range []string{key, index} {
		if err := seal.Create(file); err != nil {
			t.Fatal(err)
		}
	}
	reads, err := records.OpenReads(records.Config{Postgres: pool(pgtest.Login(url)), KeyFile: key, IndexKeyFile: index, Log: zap.NewNop()})
	if err != nil {
		t.Fatal(err)
	}
	h.Quality = New(Config{Store: reads, Keys: reads.Keys(), Note: records.NoteChange, Log: zap.NewNop(), Now: func() time.Time { return h.now }})
	return h
}

// talk is one that began then and lasted so long.
func (h *house) talk(agent callcenter.AgentID, at time.Time, lasted time.Duration, rated int) Talk {
	h.t.Helper()
	call := callcenter.NewID(at)
	token := call.String() + ".1.x"
	exec := func(sql string, args ...any) {
		if _, err := h.owner.Exec(context.Background(), sql, args...); err != nil {
			h.t.Fatal(err)
		}
	}
	exec(`INSERT INTO call (id, anonymous, arrived_at, facts) VALUES ($1, false, $2, 1)`, call, at)
	exec(`INSERT INTO segment (token, call, agent, interpreter, started_at, ended_at, talk_ms, held_ms) VALUES ($1, $2, $3, false, $4, $5, $6, 0)`,
		token, call, string(agent), at, at.Add(lasted), lasted.Milliseconds())
	if rated > 0 {
		exec(`INSERT INTO rating (token, call, agent, asked_at, score, answered_at) VALUES ($1, $2, $3, $4, $5, $4)`,
			token, call, string(agent), at.Add(lasted), rated)
	}
	return Talk{call, agent}
}

// as is the context of a person's request.
func (h *house) as(staff callcenter.AgentID, reach records.Reach) context.Context {
	ctx, asker := records.Asking(h.t.Context())
	asker.Staff, asker.Reach, asker.Secrets = staff, reach, reach
	return ctx
}

func (h *house) refused(err error, kind callcenter.ErrorKind, what string) {
	h.t.Helper()
	if !callcenter.Is(err, kind) {
		h.t.Errorf("%s: %v, want %v", what, err, kind)
	}
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// The share of each agent, all that were rated badly and all long ones; drawn again gives
// the same, and can be recounted from seed and rule.
func TestDraw(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	of := time.Date(2026, 3, 1, 0, 0, 0, 0, callcenter.Leshan())
	h.now = of.AddDate(0, 0, 20)
	for i := range 41 {
		h.talk("1001", of.Add(time.Duration(i)*time.Hour), 3*time.Minute, 1)
	}
	bad := h.talk("1002", of.Add(time.Hour), time.Minute, 5)
	long := h.talk("1002", of, 15*time.Minute+time.Millisecond, 0)
	h.talk("1002", of.Add(2*time.Hour), 15*time.Minute, 3)     // neither too long nor dissatisfied
	h.talk("1002", of.Add(-time.Second), 20*time.Minute, 5)    // of the month before
	h.talk("1002", h.now.Add(-time.Second), 20*time.Minute, 0) // goes on
	manager := h.as("2001", records.All)
	added, err := h.Draw(manager, of, "2001")
	h.must(err)
	h.now = h.now.Add(time.Microsecond)
	again, err := h.Draw(manager, of, "2001")
	if err != nil || again != 0 {
		t.Errorf("drawn again: %d new, %v", again, err)
	}
	list, err := h.Sample(manager, Filter{Month: of})
	h.must(err)
	drawn := map[callcenter.AgentID]map[string]int{"1001": {}, "1002": {}}
	for _, e := range list {
		for _, reason := range e.Reasons {
			drawn[e.Agent][reason]++
		}
		if slices.Contains(e.Reasons, "long") && e.Talk != long || slices.Contains(e.Reasons, "unsatisfied") && e.Talk != bad {
			t.Errorf("%s drawn for %v", e.Talk, e.Reasons)
		}
	}
	if got := fmt.Sprint(drawn, added); got != "map[1001:map[random:3] 1002:map[long:1 random:1 unsatisfied:1]] 6" {
		t.Errorf("drawn %s", got)
	}
	own, err := h.Sample(h.as("1002", records.Own), Filter{Month: of})
	h.must(err)
	if slices.ContainsFunc(own, func(e Sampled) bool { return e.Agent != "1002" }) || len(own) == 0 {
		t.Errorf("an agent sees %v", own)
	}
	seed, draws, err := h.Recount(manager, of)
	if err != nil || len(seed) < 16 || len(draws) != 2 || draws[0].Drawn != 6 || draws[0].Missing+draws[0].Extra+draws[1].Missing+draws[1].Extra != 0 {
		t.Errorf("recounted: %+v, %v", draws, err)
	}
	if _, err := h.owner.Exec(t.Context(), `DELETE FROM quality_sample WHERE reason = 'long'`); err != nil {
		t.Fatal(err)
	}
	if _, draws, err = h.Recount(manager, of); err != nil || draws[0].Missing != 1 {
		t.Errorf("one taken away: %+v, %v", draws, err)
	}
}

// Each day one draw, whoever looks first, and the month before for a week.
func TestDailyDraw(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	count := func() (n int) {
		h.must(h.owner.QueryRow(t.Context(), `SELECT count(*) FROM quality_draw`).Scan(&n))
		return n
	}
	for _, step := range []struct {
		now  string
		want int
	}{{"2026-03-09 00:30", 1}, {"2026-03-09 10:00", 1}, {"2026-03-10 00:05", 2}, {"2026-04-02 08:00", 4}, {"2026-04-08 08:00", 5}} {
		var err error
		if h.now, err = time.ParseInLocation("2006-01-02 15:04", step.now, callcenter.Leshan()); err != nil {
			t.Fatal(err)
		}
		h.must(h.drawDue(t.Context()))
		if n := count(); n != step.want {
			t.Errorf("%s: %d draws, want %d", step.now, n, step.want)
		}
	}
}

// Scored, calibrated blind, appealed in time, ruled by another; the figures follow.
func TestScoreAppealRuling(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	of := month(h.now)
	talk := h.talk("1001", of, time.Minute, 5)
	first, second, manager, agent := h.as("2001", records.All), h.as("2002", records.All), h.as("2003", records.All), h.as("1001", records.Own)
	h.refused(h.Score(first, Scoring{Talk: talk, By: "2001", Sheet: 1, Marks: Marks{"answer": 30}}), callcenter.NotFound, "not drawn yet")
	_, err := h.Draw(first, of, "2001")
	h.must(err)
	h.refused(h.Appeal(agent, talk, "还没有评分"), callcenter.Conflict, "nothing to appeal against")
	h.refused(h.Score(first, Scoring{Talk: talk, By: "1001", Sheet: 1, Marks: Marks{"answer": 30}}), callcenter.Denied, "scores himself")
	h.refused(h.Score(first, Scoring{Talk: talk, By: "2001", Sheet: 1, Marks: Marks{"answer": 31}}), callcenter.Invalid, "more than there is")
	low := Scoring{Talk: talk, By: "2001", Sheet: 1, Marks: Marks{"answer": 15, "greeting": 10}, Comment: "依据没有说清"}
	h.must(h.Score(first, low))
	h.must(h.Score(first, low)) // its answer was lost
	seen, err := h.Talk(second, talk, "2002", false)
	if err != nil || !seen.Withheld || len(seen.Given) != 0 || seen.Total != nil {
		t.Errorf("who calibrates sees %+v, %v", seen, err)
	}
	h.must(h.Score(second, Scoring{Talk: talk, By: "2002", Sheet: 1, Marks: Marks{"answer": 30, "greeting": 10, "rude": 1}}))
	h.refused(h.Rule(manager, Ruling{Talk: talk, By: "2003", Reason: "没有申诉"}), callcenter.Conflict, "no appeal")
	h.must(h.Appeal(agent, talk, "依据在第二分钟"))
	h.refused(h.Rule(first, Ruling{Talk: talk, By: "2001", Upheld: true, Marks: low.Marks, Reason: "自己裁"}), callcenter.Denied, "rules on his own score")
	h.must(h.Rule(manager, Ruling{Talk: talk, By: "2003", Upheld: true, Marks: Marks{"answer": 30, "greeting": 6}, Reason: "确有说明"}))
	h.refused(h.Rule(manager, Ruling{Talk: talk, By: "2003", Reason: "再裁"}), callcenter.Conflict, "ruled twice")
	seen, err = h.Talk(agent, talk, "1001", false)
	if err != nil || len(seen.Given) != 2 || seen.Given[0].Total != 62.5 || seen.Given[0].Comment != "依据没有说清" || !seen.Given[1].Fatal ||
		seen.Appealed == nil || seen.Appealed.Ruling != "确有说明" || *seen.Total != 90 || seen.Appeal != "upheld" {
		t.Errorf("the agent sees %+v %+v, %v", seen, seen.Appealed, err)
	}
	r, err := h.Report(manager, of, "")
	h.must(err)
	for name, want := range map[string]float64{"talks": 1, "coverage_rate": 1, "mean_score": 90, "fatal_rate": 0, "appeals": 1, "upheld_rate": 1, "calibrations": 1, "deviation": 62.5} {
		if got := r.Total.Figures[name]; got == nil || *got != want {
			t.Errorf("%s is %v, want %v", name, got, want)
		}
	}
	var noted int
	h.must(h.owner.QueryRow(t.Context(), `SELECT count(*) FROM audit WHERE action LIKE 'quality.%' AND coalesce(after::text, '') NOT LIKE '%说%'`).Scan(&noted))
	if noted != 5 { // drawn, scored twice, appealed, ruled
		t.Errorf("noted %d", noted)
	}
	late := h.talk("1001", of.Add(time.Second), 16*time.Minute, 0)
	h.now = h.now.Add(time.Hour)
	_, err = h.Draw(first, of, "2001")
	h.must(err)
	h.must(h.Score(first, Scoring{Talk: late, By: "2001", Sheet: 1, Marks: Marks{"answer": 0}}))
	h.now = h.now.AddDate(0, 0, 6)
	h.refused(h.Appeal(agent, late, "太晚"), callcenter.Conflict, "too late")
}

func TestSheetIsData(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	manager := h.as("2003", records.All)
	s := ScoreSheet{Title: "简表", AppealDays: 3, Author: "2003", Items: []ScoreItem{{Key: "a", Title: "甲", Points: 60}, {Key: "b", Title: "乙", Points: 39}, {Key: "x", Title: "否决", Fatal: true}}}
	_, err := h.SaveSheet(manager, 1, s)
	h.refused(err, callcenter.Invalid, "99 points")
	s.Items[1].Points = 40
	saved, err := h.SaveSheet(manager, 1, s)
	if err != nil || saved.Version != 2 {
		t.Errorf("saved %+v, %v", saved, err)
	}
	_, err = h.SaveSheet(manager, 1, s)
	h.refused(err, callcenter.Conflict, "another was faster")
	all, err := h.Sheets(h.as("1001", records.Own))
	if err != nil || len(all) != 2 || all[0].Title != "简表" || len(all[1].Items) != 10 {
		t.Errorf("sheets %+v, %v", all, err)
	}
	if total, fatal, err := saved.Total(Marks{"a": 50, "x": 0}); err != nil || fatal || total != 83.33 {
		t.Errorf("what does not apply counts: %v %v %v", total, fatal, err)
	}
}
