package e2e

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"hotline/callcenter"
	"hotline/cmd/hotline/config"
	"hotline/cmd/hotline/stack"
)

// stopPostgres stops the ground's server; startAgain starts what does not run.
func (h *house) stopPostgres() {
	h.t.Helper()
	h.t.Cleanup(func() { h.startAgain(context.WithoutCancel(h.t.Context()), "postgres") })
	raw, err := os.ReadFile(h.ground.place.Path("postgres", "data", "postmaster.pid"))
	if err != nil {
		h.t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.SplitN(string(raw), "\n", 2)[0])
	if err != nil {
		h.t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGINT); err != nil {
		h.t.Fatal(err)
	}
	h.until(patience, "postgres stops", func() bool { return syscall.Kill(pid, 0) != nil })
}

// asteriskPID is the ground's Asterisk.
func (h *house) asteriskPID() int {
	h.t.Helper()
	all, err := h.ground.place.Status(h.t.Context())
	if err != nil {
		h.t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(s stack.Status) bool { return s.Name == "Asterisk" })
	if i < 0 || len(all[i].PIDs) != 1 {
		h.t.Fatalf("no Asterisk among %+v", all)
	}
	return all[i].PIDs[0]
}

// sleepingAsterisk puts Asterisk to sleep until it is woken.
func (h *house) sleepingAsterisk() (wake func()) {
	h.t.Helper()
	pid := h.asteriskPID()
	wake = func() { _ = syscall.Kill(pid, syscall.SIGCONT) }
	h.t.Cleanup(wake)
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		h.t.Fatal(err)
	}
	return wake
}

func (h *house) startAgain(ctx context.Context, server string) {
	h.t.Helper()
	if err := h.ground.place.Up(ctx, stack.Options{Servers: []string{server}}); err != nil {
		h.t.Fatal(err)
	}
}

// redisClient speaks to the ground's Redis beside the wire.
func (h *house) redisClient() *redis.Client {
	h.t.Helper()
	address, err := h.ground.place.RedisURL()
	if err != nil {
		h.t.Fatal(err)
	}
	options, err := redis.ParseURL(address)
	if err != nil {
		h.t.Fatal(err)
	}
	options.MaxRetries = -1
	client := redis.NewClient(options)
	h.t.Cleanup(func() { _ = client.Close() })
	return client
}

// crowd is callers who come all the time, press 1, and talk for a moment if an agent
// answers. What they lived through is compared with the records.
type crowd struct {
	p *player

	mu       sync.Mutex
	dialled  int
	answered int // heard an agent
	spoke    int // to the machine, because no controller took his call
}

// come lets one caller after the other dial until ctx ends, and waits for the last.
func (c *crowd) come(ctx context.Context, every time.Duration) {
	var work sync.WaitGroup
	tick := time.NewTicker(every)
	defer tick.Stop()
	for n := 0; ; n++ {
		work.Go(func() { c.call(fmt.Sprintf("1370000%04d", n)) })
		select {
		case <-ctx.Done():
			work.Wait()
			return
		case <-tick.C:
		}
	}
}

// call is one caller, who waits until somebody answers: who gives up while he is being
// joined would have talked in the records and not here.
func (c *crowd) call(number string) {
	p := c.p
	ctx, cancel := context.WithTimeout(p.t.Context(), 2*patience)
	defer cancel()
	call, err := p.dial(ctx, number)
	if err != nil {
		p.t.Errorf("%s: %v", number, err)
		return
	}
	c.note(&c.dialled)
	defer func() { _ = call.Hangup(context.WithoutCancel(ctx)) }()
	if call.Hears(ctx, 0) != nil {
		return
	}
	_ = call.Press(ctx, "1")
	for ctx.Err() == nil && !over(call) {
		if hearsNow(call, agentTones["wang"]) || hearsNow(call, agentTones["li"]) || hearsNow(call, agentTones["jike"]) {
			c.note(&c.answered)
			time.Sleep(500 * time.Millisecond)
			return
		}
		if heard(call, toneOf(p.t, "beep")) {
			c.note(&c.spoke)
			time.Sleep(2 * time.Second) // what he says
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func (c *crowd) note(count *int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	*count++
}

// answers lets an agent answer whatever rings, until ctx ends.
func (p *player) answers(ctx context.Context, names ...string) {
	for ctx.Err() == nil {
		for _, name := range names {
			if a := p.agents[name]; a.rings() {
				_ = a.current().Answer(ctx) // he may be gone again
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// quickly shortens what keeps agents from the next call.
func quickly(cfg *config.Config) {
	cfg.Timers.WrapUp = 500 * time.Millisecond
	for i := range cfg.Topics {
		cfg.Topics[i].WrapUp = 0
	}
	cfg.Call.Welcome, cfg.Call.Announce = false, false
}

// outageEnv makes the outage so long, with five callers a second.
const outageEnv = "HOTLINE_TEST_OUTAGE"

func postgresAwayAndKilled(t *testing.T, g *ground) {
	away, every := 16*time.Second, time.Second
	if long, set := os.LookupEnv(outageEnv); set {
		var err error
		if away, err = time.ParseDuration(long); err != nil {
			t.Fatal(err)
		}
		every = 200 * time.Millisecond
	}
	p := newCast(t, g, tale(t, `wang is ready for consult; li is ready for consult; jike is ready for consult`), quickly)
	p.start(controller)
	all, over := p.underLoad(every)
	time.Sleep(4 * time.Second)
	p.stopPostgres()
	time.Sleep(away / 2)
	p.signal(controller, syscall.SIGKILL)
	p.start(controller) // without Postgres
	time.Sleep(away / 2)
	p.startAgain(t.Context(), "postgres")
	over()
	p.recounted(all)
}

// underLoad lets callers come and agents answer until over is called, which waits for the
// last caller to leave.
func (p *player) underLoad(every time.Duration) (all *crowd, over func()) {
	names := []string{"wang", "li", "jike"}
	for _, name := range names {
		p.tell(tale(p.t, name+" is ready for consult"))
	}
	ctx, stop := context.WithCancel(p.t.Context())
	calling, stopCalling := context.WithCancel(ctx)
	var work sync.WaitGroup
	for _, name := range names {
		work.Go(func() { p.answers(ctx, name) })
	}
	all = &crowd{p: p}
	work.Go(func() { all.come(calling, every) })
	return all, func() {
		p.t.Helper()
		stopCalling()
		p.until(2*patience, "the last caller leaves", func() bool { return p.linesLeft() == 0 })
		stop()
		work.Wait()
	}
}

// postgresAils: it takes nothing, because it is read-only, its disk is full or it hangs, or
// each question takes it a second. Calls, presence and drafts go on as if nothing were, and
// what needs it says so; afterwards everything is there, once.
func postgresAils(t *testing.T, g *ground) {
	var slow *wire
	p := newCast(t, g, tale(t, `wang is ready for consult; li is ready for consult; jike is ready for consult`), quickly, func(cfg *config.Config) {
		slow = newWire(t, g.place.Address(stack.PortPostgres))
		cfg.Postgres.URL = strings.Replace(cfg.Postgres.URL, g.place.Address(stack.PortPostgres), slow.Address(), 1)
	})
	p.start(controller)
	all, over := p.underLoad(time.Second)
	var call callcenter.ID
	p.until(patience, "somebody talks with wang", func() bool {
		return p.db.QueryRow(t.Context(), `SELECT call FROM segment WHERE agent = '18001' LIMIT 1`).Scan(&call) == nil
	})
	readOnly := "ALTER DATABASE " + p.cfg.Center.Name + " SET default_transaction_read_only = "
	const again = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'hotline'`
	for n, form := range []struct {
		name         string
		falls, rises []string
	}{
		{"read-only", []string{readOnly + "on", again}, []string{"SET default_transaction_read_only = off", readOnly + "off", again}},
		{"full", []string{
			`CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = 'disk_full'; END $$`,
			`CREATE TRIGGER no_room BEFORE INSERT ON journal FOR EACH STATEMENT EXECUTE FUNCTION no_room()`,
		}, []string{`DROP TRIGGER no_room ON journal`}},
	} {
		p.asSuperuser(form.falls)
		time.Sleep(2 * time.Second) // facts wait by now
		p.worksOn(form.name, call)
		p.refusesToSave(form.name, call, n)
		time.Sleep(4 * time.Second)
		p.asSuperuser(form.rises)
		p.until(patience, "facts are taken again after "+form.name, p.caughtUp)
	}
	slow.Freeze() // it lets one connect, and never answers
	time.Sleep(2 * time.Second)
	p.worksOn("hung", call)
	time.Sleep(4 * time.Second)
	slow.Thaw()
	p.until(patience, "facts are taken again after it hung", p.caughtUp)
	slow.Slow(time.Second)
	p.worksOn("slow", call)
	time.Sleep(8 * time.Second)
	p.worksOn("slow", call)
	slow.Slow(0)
	over()
	p.recounted(all)
	var edits, drafts int
	p.until(patience, "what was typed is kept, and saved once", func() bool {
		return p.db.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM consultation_edit WHERE call = $1), (SELECT count(*) FROM consultation_draft WHERE call = $1)`, call).
			Scan(&edits, &drafts) == nil && edits == 2 && drafts == 1
	})
}

// asSuperuser changes the house's database.
func (p *player) asSuperuser(statements []string) {
	p.t.Helper()
	conn, err := p.db.Acquire(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	defer conn.Release()
	for _, sql := range statements {
		if _, err := conn.Exec(p.t.Context(), sql); err != nil {
			p.t.Fatalf("%s: %v", sql, err)
		}
	}
}

// worksOn: presence is what an agent says, and what he types is kept.
func (p *player) worksOn(form string, call callcenter.ID) {
	p.t.Helper()
	for _, intent := range []string{"break", "ready"} {
		body := map[string]any{"intent": intent}
		if intent == "break" {
			body["reason"] = "rest"
		}
		if err := p.ask("wang", "PUT", "/api/presence", body, nil); err != nil {
			p.t.Errorf("%s: %v", form, err)
		}
	}
	draft := map[string]any{"id": form, "summary": form}
	if err := p.ask("wang", "PUT", "/api/consultations/"+call.String()+"/draft", draft, nil); err != nil {
		p.t.Errorf("%s: %v", form, err)
	}
}

// refusesToSave: what only Postgres can confirm is refused, in words, and not forgotten.
func (p *player) refusesToSave(form string, call callcenter.ID, base int) {
	p.t.Helper()
	err := p.ask("wang", "PUT", "/api/consultations/"+call.String(), map[string]any{
		"id": "save-" + form, "base": base, "dictionary_version": 1, "caller_kinds": []string{"migrant_worker"}, "region": "511102",
		"matter_1": "civil", "matter_2": "wages", "service_kind": "advice", "result": "answered", "secrecy": "ordinary", "spoken_language": "mandarin", "summary": form,
	}, nil)
	if err == nil || !strings.Contains(err.Error(), "503") || !strings.Contains(err.Error(), "数据库") {
		p.t.Errorf("%s: a save says %v", form, err)
	}
}

func (p *player) caughtUp() bool {
	var seconds float64
	err := p.db.QueryRow(p.t.Context(), `SELECT extract(epoch FROM clock_timestamp() - max(at)) FROM journal`).Scan(&seconds)
	return err == nil && seconds < 3
}

// recounted compares what the phones lived through with what is kept.
func (p *player) recounted(all *crowd) {
	p.t.Helper()
	p.db.Reset()
	count := func(sql string) (n int) {
		p.until(patience, sql, func() bool { return p.db.QueryRow(p.t.Context(), sql).Scan(&n) == nil })
		return n
	}
	p.until(patience, "every call ends in a record", func() bool {
		return count(`SELECT count(*) FROM call`) >= all.dialled && count(`SELECT count(*) FROM call WHERE ended_at IS NULL`) == 0
	})
	for _, c := range []struct {
		what string
		got  int
		want int
	}{
		{"calls", count(`SELECT count(*) FROM call`), all.dialled},
		{"arrivals", count(`SELECT count(*) FROM journal WHERE kind = 'call.arrived'`), all.dialled},
		{"ends", count(`SELECT count(*) FROM journal WHERE kind = 'call.ended'`), all.dialled},
		{"consultations", count(`SELECT count(*) FROM consultation`), all.dialled},
		{"callers with a number of their own", count(`SELECT count(DISTINCT party) FROM call`), all.dialled},
		{"talks", count(`SELECT count(DISTINCT call) FROM segment`), all.answered},
		{"completed", count(`SELECT count(*) FROM call WHERE outcome = 'completed'`), all.answered},
		{"messages", count(`SELECT count(*) FROM call WHERE outcome = 'message'`), all.spoke},
		{"open segments", count(`SELECT count(*) FROM segment WHERE ended_at IS NULL`), 0},
		{"facts set aside", p.says(controller, "fact set aside"), 0},
	} {
		if c.got != c.want {
			p.t.Errorf("%s: %d, want %d", c.what, c.got, c.want)
		}
	}
	p.t.Logf("%d callers, %d talked, %d left a message", all.dialled, all.answered, all.spoke)
}

// linesLeft is how many lines Asterisk has.
func (p *player) linesLeft() int {
	p.t.Helper()
	var lines []struct{ ID string }
	if err := p.ariGet("/channels", &lines); err != nil {
		p.t.Fatal(err)
	}
	return len(lines)
}

func startWithoutPostgres(t *testing.T, g *ground) {
	p := newPlayer(t, g, tale(t, `wang is ready for consult`))
	p.stop(controller) // it has its copy of the staff
	p.stopPostgres()
	p.start(controller)
	p.tell(tale(t, `
		wang is ready for consult
		caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 4 s; wang hangs up
		caller hears ask-rating; presses 1; hears goodbye`))
	p.startAgain(t.Context(), "postgres")
	p.db.Reset()
	p.endsAs(tale(t, `→ outcome completed; segments 1; rating 1; record 1`))
}
