package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"hotline/callcenter"
	"hotline/cmd/hotline/config"
	"hotline/cmd/hotline/stack"
	"hotline/cmd/hotline/stack/stacktest"
)

// faster is by how much the stories' times are shortened on the real stack.
const faster = 4

// staffPassword is everybody's in a story.
const staffPassword = "story-password-1"

// seats are where the agents of the stories sit.
var seats = map[string]callcenter.SeatID{"wang": "8001", "li": "8002", "jike": "8003"}

// programFolder holds the binary under test until all tests are over.
func programFolder() string {
	return filepath.Join(os.TempDir(), fmt.Sprintf("hotline-e2e-%d", os.Getpid()))
}

// program builds the binary under test once, with the race detector if we have it.
var program = sync.OnceValues(func() (string, error) {
	if err := os.MkdirAll(programFolder(), 0o700); err != nil {
		return "", err
	}
	bin := filepath.Join(programFolder(), "hotline")
	args := []string{"build", "-o", bin}
	if raceEnabled {
		args = append(args, "-race")
	}
	out, err := exec.Command("go", append(args, "hotline/cmd/hotline")...).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return bin, nil
})

// ground is a stack on which houses are built, one after the other.
type ground struct {
	place stack.Place
	built atomic.Int32
	ports atomic.Int32
}

// freeAddress is one of the ground's own, which nobody else is given: what the kernel
// hands out may be somebody's connection before the controller listens.
func (g *ground) freeAddress(t testing.TB) string {
	t.Helper()
	const first, count = stack.PortPostgres + 1, stack.PortSIP - stack.PortPostgres - 1
	for range count {
		address := g.place.Address(first + int(g.ports.Add(1))%count)
		if l, err := net.Listen("tcp", address); err == nil {
			_ = l.Close()
			return address
		}
	}
	t.Fatal("all ports of the ground are taken")
	return ""
}

func newGround(t testing.TB) *ground {
	t.Helper()
	g := &ground{place: stacktest.Up(t, stack.Options{Retry: time.Second, Fallback: 3 * time.Second})}
	soundMusic(t, g.place)
	soundTones(t, g.place.Sounds()) // what the dialplan says by itself
	return g
}

// house is one hotline of its own on a ground: its own database, queue, journal,
// sounds and wires, and as many controllers as a test starts.
type house struct {
	t      testing.TB
	cfg    config.Config
	dir    string
	ground *ground
	ari    *wire
	redis  *wire
	db     *pgxpool.Pool
	runs   map[string]*running // by controller
	tokens map[string]string   // by agent
	built  time.Time
}

// running is one controller's process.
type running struct {
	cmd  *exec.Cmd
	url  string
	log  string
	done chan struct{}
}

// newHouse prepares everything but controllers. The agents have the skills of the
// topics they work for.
func newHouse(t testing.TB, g *ground, topics map[string][]string, change func(*config.Config)) *house {
	t.Helper()
	h := &house{t: t, ground: g, cfg: g.place.Config(), dir: t.TempDir(), built: time.Now(), runs: map[string]*running{}, tokens: map[string]string{}}
	n := g.built.Add(1)
	if err := os.RemoveAll(g.place.Messages()); err != nil { // of the house before
		t.Fatal(err)
	}
	if err := os.Mkdir(g.place.Messages(), 0o700); err != nil {
		t.Fatal(err)
	}
	h.ari, h.redis = newWire(t, g.place.Address(stack.PortARI)), newWire(t, g.place.Address(stack.PortRedis))
	h.cfg.Center.Name = fmt.Sprintf("house%d", n)
	h.cfg.Asterisk.URL = "http://" + h.ari.Address() + "/ari"
	h.cfg.Asterisk.Sounds = filepath.Join(h.dir, "sounds")
	h.cfg.Redis.URL = "redis://" + h.redis.Address() + "/0"
	soundTones(t, h.cfg.Asterisk.Sounds)
	h.database(g, fmt.Sprintf("house%d", n))
	shorten(&h.cfg)
	if change != nil {
		change(&h.cfg)
	}
	h.command("migrate")
	h.importStaff(topics)
	t.Cleanup(h.close)
	return h
}

// shorten divides the times of a call, and lets every topic ask for its own skill.
func shorten(cfg *config.Config) {
	tm := &cfg.Timers
	for _, d := range []*time.Duration{&tm.Ring, &tm.Outside, &tm.Return, &tm.PositionEvery, &tm.RatingWait, &tm.WrapUp, &tm.CoolDown, &cfg.Menu.Silence, &cfg.Back.Ring} {
		*d /= faster
	}
	cfg.Menu.Default = "consult"
	cfg.Menu.Choices = cfg.Menu.Choices[:0]
	for i, name := range []callcenter.TopicName{"consult", "yi", "wages", "complaint"} {
		cfg.Menu.Choices = append(cfg.Menu.Choices, callcenter.Choice{Key: []string{"1", "2", "3", "9"}[i], Topic: name})
	}
	for i := range cfg.Topics {
		topic := &cfg.Topics[i]
		topic.WrapUp /= faster
		topic.Steps = []callcenter.Step{{Require: []callcenter.Requirement{{Skill: callcenter.Skill(topic.Name), Level: 1}}}}
	}
}

// database makes a database of the house's own.
func (h *house) database(g *ground, name string) {
	h.t.Helper()
	address, err := g.place.OwnerURL()
	if err != nil {
		h.t.Fatal(err)
	}
	admin, err := pgxpool.New(h.t.Context(), address)
	if err != nil {
		h.t.Fatal(err)
	}
	defer admin.Close()
	if _, err := admin.Exec(h.t.Context(), "CREATE DATABASE "+name); err != nil {
		h.t.Fatal(err)
	}
	own, err := url.Parse(address)
	if err != nil {
		h.t.Fatal(err)
	}
	own.Path = "/" + name
	if h.db, err = pgxpool.New(h.t.Context(), own.String()); err != nil {
		h.t.Fatal(err)
	}
	own.User = url.User("hotline") // the tables are another's
	h.cfg.Postgres.URL = own.String()
}

func (h *house) importStaff(topics map[string][]string) {
	h.t.Helper()
	roll := map[string][]map[string]any{}
	for name, seat := range seats {
		skills := map[string]int{}
		for _, topic := range topics[name] {
			skills[topic] = 50
		}
		roll["seats"] = append(roll["seats"], map[string]any{"id": seat, "title": name})
		roll["staff"] = append(roll["staff"], map[string]any{
			"id": "1" + string(seat), "name": name, "roles": []string{"duty"}, "skills": skills,
			"default_seat": seat, "password": staffPassword,
		})
	}
	raw, err := json.Marshal(roll)
	if err != nil {
		h.t.Fatal(err)
	}
	file := filepath.Join(h.dir, "staff.json")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		h.t.Fatal(err)
	}
	h.command("staff", "import", file)
}

// soundsOf is where a controller keeps recordings.
func (h *house) soundsOf(name string) string { return filepath.Join(h.dir, name, "recordings") }

// configFor writes the configuration of one controller.
func (h *house) configFor(name string) string {
	h.t.Helper()
	cfg := h.cfg
	cfg.Controller.Name = name
	cfg.HTTP.Listen = h.ground.freeAddress(h.t)
	cfg.Controller.Advertise = "http://" + cfg.HTTP.Listen
	cfg.Exchange.Listen = "" // one controller has it
	cfg.Journal.Dir, cfg.Agents.Dir = filepath.Join(h.dir, name, "journal"), filepath.Join(h.dir, name, "agents")
	cfg.Recordings.Dir = h.soundsOf(name)
	if err := os.MkdirAll(cfg.Journal.Dir, 0o700); err != nil {
		h.t.Fatal(err)
	}
	file := filepath.Join(h.dir, name+".toml")
	if err := os.WriteFile(file, []byte(cfg.TOML()), 0o600); err != nil {
		h.t.Fatal(err)
	}
	return file
}

// command runs a command of the binary to its end.
func (h *house) command(args ...string) {
	h.t.Helper()
	bin, err := program()
	if err != nil {
		h.t.Fatal(err)
	}
	at := 1
	if args[0] == "staff" {
		at = 2
	}
	args = append(append(args[:at:at], "--config", h.configFor("tool")), args[at:]...)
	if out, err := exec.CommandContext(h.t.Context(), bin, args...).CombinedOutput(); err != nil {
		h.t.Fatalf("hotline %s: %v: %s", strings.Join(args, " "), err, out)
	}
}

// start starts a controller and waits until it takes calls.
func (h *house) start(name string) {
	h.t.Helper()
	file := h.configFor(name)
	cfg, err := config.Load(file, nil)
	if err != nil {
		h.t.Fatal(err)
	}
	run := h.launch(name, "serve", "--config", file)
	run.url = "http://" + cfg.HTTP.Listen
	h.runs[name] = run
	h.until(patience, name+" takes calls", func() bool {
		response, err := http.Get(run.url + "/readyz")
		if err != nil {
			return false
		}
		_ = response.Body.Close()
		return response.StatusCode == http.StatusOK
	})
}

// launch starts the binary; its log is NAME.log.
func (h *house) launch(name string, args ...string) *running {
	h.t.Helper()
	bin, err := program()
	if err != nil {
		h.t.Fatal(err)
	}
	run := &running{log: filepath.Join(h.dir, name+".log"), done: make(chan struct{})}
	log, err := os.OpenFile(run.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		h.t.Fatal(err)
	}
	run.cmd = exec.Command(bin, args...)
	run.cmd.Stdout, run.cmd.Stderr = log, log
	if err := run.cmd.Start(); err != nil {
		h.t.Fatal(err)
	}
	go func() {
		defer close(run.done)
		_ = run.cmd.Wait()
		_ = log.Close()
	}()
	return run
}

// says reports how often that stands in a controller's log.
func (h *house) says(name, text string) int {
	h.t.Helper()
	raw, err := os.ReadFile(filepath.Join(h.dir, name+".log"))
	if err != nil {
		h.t.Fatal(err)
	}
	return bytes.Count(raw, []byte(text))
}

// signal sends a signal to a controller; after SIGKILL it is gone.
func (h *house) signal(name string, sig syscall.Signal) {
	h.t.Helper()
	run := h.runs[name]
	if run == nil {
		h.t.Fatalf("controller %s does not run", name)
	}
	if err := run.cmd.Process.Signal(sig); err != nil {
		h.t.Fatal(err)
	}
	if sig == syscall.SIGKILL {
		<-run.done
		delete(h.runs, name)
	}
}

// stop stops a controller as an operator does.
func (h *house) stop(name string) {
	h.t.Helper()
	run := h.runs[name]
	delete(h.runs, name)
	_ = run.cmd.Process.Signal(syscall.SIGCONT)
	_ = run.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-run.done:
	case <-time.After(patience):
		h.t.Errorf("controller %s does not stop", name)
		_ = run.cmd.Process.Kill()
	}
}

func (h *house) close() {
	if h.t.Failed() {
		h.tellWhatIs()
	} else {
		h.recount()
	}
	for name := range h.runs {
		h.stop(name)
	}
	if h.t.Failed() {
		logs, _ := filepath.Glob(filepath.Join(h.dir, "*.log"))
		for _, file := range logs {
			raw, _ := os.ReadFile(file)
			h.t.Logf("%s:\n%s", filepath.Base(file), worthReading(raw))
		}
	}
	h.db.Close()
}

// tellWhatIs logs Asterisk's lines and the facts of all calls, for who reads why it failed.
func (h *house) tellWhatIs() {
	var lines []struct{ ID, Name, State string }
	err := h.ariGet("/channels", &lines)
	h.t.Logf("lines in Asterisk: %+v %v", lines, err)
	rows, err := h.db.Query(context.WithoutCancel(h.t.Context()), `SELECT subject::text, at, kind, data::text FROM journal ORDER BY subject, at`)
	if err != nil {
		h.t.Log(err)
		return
	}
	defer rows.Close()
	for rows.Next() {
		var subject, kind, data string
		var at time.Time
		if err := rows.Scan(&subject, &at, &kind, &data); err != nil {
			h.t.Log(err)
		}
		h.t.Log(subject[9:18], at.Format("05.000"), kind, data)
	}
}

// ariGet asks Asterisk itself, beside the wire.
func (h *house) ariGet(path string, out any) error {
	h.t.Helper()
	password, err := config.Secret(h.cfg.Asterisk.PasswordFile)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(context.WithoutCancel(h.t.Context()), http.MethodGet, "http://"+h.ground.place.Address(stack.PortARI)+"/ari"+path, nil)
	if err != nil {
		return err
	}
	request.SetBasicAuth(h.cfg.Asterisk.User, password)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	return json.NewDecoder(response.Body).Decode(out)
}
