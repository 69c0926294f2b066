package records

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest"

	"hotline/callcenter"
	"hotline/records/pgtest"
	"hotline/records/seal"
)

// alarms remembers what was raised.
type alarms struct {
	mu     sync.Mutex
	raised []callcenter.Alarm
}

func (a *alarms) Raise(alarm callcenter.Alarm) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.raised = append(a.raised, alarm)
}

func (a *alarms) count(name callcenter.AlarmName) (n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, alarm := range a.raised {
		if alarm.Name == name {
			n++
		}
	}
	return n
}

// place is where one controller of a test keeps: its keys are those of its siblings.
func place(t testing.TB, url, keys string) Config {
	t.Helper()
	cfg := Config{
		Dir: t.TempDir(), Sounds: t.TempDir(), Postgres: pool(t, pgtest.Login(url)), KeyFile: filepath.Join(keys, "key"), IndexKeyFile: filepath.Join(keys, "index"),
		Alarms: new(alarms), Log: zaptest.NewLogger(t, zaptest.Level(zap.WarnLevel)),
	}
	for _, name := range []string{cfg.KeyFile, cfg.IndexKeyFile} {
		if err := seal.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	return cfg
}

// run opens records and runs them; stop ends them in order.
func run(t testing.TB, cfg Config) (*Records, func()) {
	t.Helper()
	r, err := Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := r.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	var once sync.Once
	stop := func() { once.Do(func() { cancel(); wg.Wait() }) }
	t.Cleanup(stop)
	return r, stop
}

func drain(t testing.TB, r *Records) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := r.Drain(ctx); err != nil {
		t.Fatal(err)
	}
}

func connect(t testing.TB, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	if _, err := conn.Exec(t.Context(), "SET TimeZone = 'UTC'"); err != nil { // whatever the server's
		t.Fatal(err)
	}
	return conn
}

func value[V any](t testing.TB, conn *pgx.Conn, sql string, args ...any) (v V) {
	t.Helper()
	if err := conn.QueryRow(t.Context(), sql, args...).Scan(&v); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return v
}

var noon = time.Date(2026, 3, 2, 4, 0, 0, 123456000, time.UTC) // 12:00 in Leshan

// wholeCall is every fact of one answered call of some 40 seconds.
func wholeCall(at time.Time, n int, number string, agent callcenter.AgentID, shift callcenter.ID) []callcenter.Fact {
	line := callcenter.LineID(fmt.Sprintf("line-%d", n))
	call := callcenter.CallIDOf(line, at)
	token := callcenter.Token(call.String() + ".1.x")
	contact := callcenter.ParseNumber(number, callcenter.LocalAreaCode)
	fact := func(after time.Duration, occurrence string, data callcenter.Payload) callcenter.Fact {
		return callcenter.Fact{Subject: call, Occurrence: occurrence, At: at.Add(after), By: "a", Data: data}
	}
	arrived := fact(0, "", callcenter.CallArrived{Line: line, Called: "12348", Anonymous: contact.Anonymous()})
	arrived.Contact = contact
	tok := string(token)
	return []callcenter.Fact{
		arrived,
		fact(3*time.Second, "", callcenter.NoticePlayed{Prompt: callcenter.RecordingNotice, Language: callcenter.Mandarin, Whole: true}),
		fact(5*time.Second, "", callcenter.MenuChosen{Key: "1", How: callcenter.ChosenByKey, Topic: "consult", Language: callcenter.Mandarin}),
		fact(5*time.Second, "consult", callcenter.QueueEntered{Topic: "consult"}),
		fact(6*time.Second, tok, callcenter.PromiseMade{Token: token, Agent: agent, Shift: shift, Seat: "8001", Topic: "consult"}),
		fact(9*time.Second, tok, callcenter.SegmentStarted{Token: token, Agent: agent, Shift: shift, Seat: "8001", Language: callcenter.Mandarin}),
		fact(9*time.Second, "consult", callcenter.QueueLeft{Topic: "consult", Outcome: callcenter.Completed}),
		fact(9*time.Second, tok, callcenter.RecordingStarted{Token: token, Name: tok}),
		fact(12*time.Second, tok+"#1", callcenter.SegmentHeld{Token: token, By: callcenter.ByAgent}),
		fact(17*time.Second, tok+"#1", callcenter.SegmentResumed{Token: token}),
		fact(29*time.Second, tok, callcenter.SegmentEnded{Token: token, Agent: agent, By: callcenter.ByAgent, WrapUp: 30 * time.Second}),
		fact(29*time.Second, tok, callcenter.RecordingEnded{Token: token, Name: tok, Seconds: 20}),
		fact(30*time.Second, tok, callcenter.RatingAsked{Agent: agent, Scale: "1"}),
		fact(35*time.Second, tok, callcenter.RatingAnswered{Score: 1}),
		fact(37*time.Second, "", callcenter.CallEnded{Outcome: callcenter.Completed, By: callcenter.ByCaller}),
	}
}

func wholeShift(at time.Time, agent callcenter.AgentID) (callcenter.ID, []callcenter.Fact) {
	shift := callcenter.DeriveID(at, "shift "+string(agent))
	fact := func(after time.Duration, occurrence string, data callcenter.Payload) callcenter.Fact {
		return callcenter.Fact{Subject: shift, Occurrence: occurrence, At: at.Add(after), By: "a", Data: data}
	}
	return shift, []callcenter.Fact{
		fact(0, "", callcenter.ShiftStarted{Agent: agent, Seat: "8001", How: "rest"}),
		fact(0, "1", callcenter.ReachabilityChanged{Agent: agent, Reachable: true}),
		fact(0, "2", callcenter.IntentChanged{Agent: agent, Intent: callcenter.WantsCalls, By: callcenter.ByAgent}),
	}
}

func TestFactBecomesRecord(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	cfg := place(t, url, t.TempDir())
	r, stop := run(t, cfg)
	shift, facts := wholeShift(noon.Add(-time.Minute), "1001")
	facts = append(facts, wholeCall(noon, 1, "13800001234", "1001", shift)...)
	for _, f := range facts {
		r.Tell(f)
	}
	drain(t, r)
	conn := connect(t, url)
	if n := value[int](t, conn, `SELECT count(*) FROM journal`); n != len(facts) {
		t.Errorf("%d facts in the journal, told %d", n, len(facts))
	}
	got := value[string](t, conn, `SELECT concat_ws(' ', outcome, answered_by, topic, wait_ms, talk_ms, held_ms, facts, party IS NOT NULL) FROM call`)
	if got != "completed 1001 consult 4000 20000 5000 15 t" {
		t.Errorf("call: %s", got)
	}
	got = value[string](t, conn, `SELECT string_agg(presence || ' ' || coalesce(extract(epoch FROM upper(during) - lower(during))::numeric(9,3)::text, 'on'), ', ' ORDER BY during) FROM agent_state`)
	if got != "ready 66.000, ringing 3.000, talking 20.000, wrap_up 30.000, ready on" {
		t.Errorf("states: %s", got)
	}
	for table, want := range map[string]int{"queue_passage": 1, "promise": 1, "segment": 1, "hold": 1, "rating": 1, "recording": 1, "consultation": 1, "party": 1} {
		if n := value[int](t, conn, `SELECT count(*) FROM `+table); n != want {
			t.Errorf("%d rows in %s", n, table)
		}
	}
	before := folded(t, conn)

	// Told again, and by a restarted controller that read its log from the beginning.
	for _, f := range facts {
		r.Tell(f)
	}
	drain(t, r)
	stop()
	again, _ := run(t, cfg)
	again.Tell(facts[4])
	drain(t, again)
	if after := folded(t, conn); after != before {
		t.Errorf("a repeat changed\n%s\nto\n%s", before, after)
	}
}

// folded is every folded row as text.
func folded(t testing.TB, conn *pgx.Conn) (all string) {
	t.Helper()
	for _, table := range []string{
		"call", "queue_passage", "promise", "segment", "hold", "transfer", "rating", "recording", "recording_file", "legal_hold", "callback", "matter", "consultation",
		"consultation_edit", "consultation_draft", "consultation_search", "tally", "shift", "agent_state",
	} {
		all += value[string](t, conn, fmt.Sprintf(`SELECT coalesce(string_agg(t::text, E'\n' ORDER BY t::text), '') FROM %s t`, table)) + "\n"
	}
	return all
}

func pool(t testing.TB, url string) *pgxpool.Pool {
	t.Helper()
	p, err := pgxpool.New(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}
