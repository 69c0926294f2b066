package flow_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/zap"
	"go.uber.org/zap/zaptest"

	"hotline/callcenter"
	"hotline/callcenter/flow"
)

// house is a whole hotline made of fakes, inside a synctest bubble.
type house struct {
	t     *testing.T
	cfg   flow.Config
	x     *exchange
	q     *pairing
	l     *ledger
	log   *zap.Logger
	floor *flow.Floor
	shut  sync.Map // topics outside their hours
	stop  context.CancelFunc
	ended chan struct{}
}

// topics and menu of the hotline as it opens.
func topics() map[callcenter.TopicName]callcenter.Topic {
	return map[callcenter.TopicName]callcenter.Topic{
		"consult":   {Name: "consult", Title: "法律咨询", Language: callcenter.Mandarin},
		"yi":        {Name: "yi", Title: "彝语", Language: callcenter.Yi},
		"wages":     {Name: "wages", Title: "农民工欠薪", Language: callcenter.Mandarin, Priority: time.Minute, WrapUp: 45 * time.Second},
		"complaint": {Name: "complaint", Title: "投诉", Language: callcenter.Mandarin},
	}
}

func menu() callcenter.Menu {
	return callcenter.Menu{
		Choices: []callcenter.Choice{
			{Key: "1", Topic: "consult"},
			{Key: "2", Topic: "yi"},
			{Key: "3", Topic: "wages"},
			{Key: "9", Topic: "complaint"},
		},
		Default: "consult", Silence: 8 * time.Second, WrongLimit: 2,
	}
}

func standard() flow.Config {
	cfg := flow.Standard("test")
	known := topics()
	cfg.Menu = menu
	cfg.Topic = func(name callcenter.TopicName) (callcenter.Topic, bool) {
		topic, is := known[name]
		return topic, is
	}
	cfg.Outside = func(name string) (callcenter.Outside, bool) {
		number, is := map[string]callcenter.Outside{
			"12345": {Name: "12345", Number: "12345", Channel: callcenter.City}, "110": {Name: "110", Number: "110", Emergency: true},
			"lawyer": {Name: "lawyer", Number: "08332441234"},
		}[name]
		return number, is
	}
	cfg.Party = func(n callcenter.Number) string { return "party " + n.E164() }
	return cfg
}

// bare is the profile of the benchmark: nothing but the way to an agent.
func bare() flow.Config {
	cfg := standard()
	cfg.Welcome, cfg.Notice, cfg.AskMenu, cfg.Announce, cfg.Record, cfg.Rate, cfg.Farewell = false, false, false, false, false, false, false
	cfg.WrapUp = func() time.Duration { return 0 }
	return cfg
}

func open(t *testing.T, cfg flow.Config) *house {
	h := &house{t: t, cfg: cfg, x: newExchange(), q: newPairing(), l: newLedger(), log: zaptest.NewLogger(t, zaptest.Level(zap.ErrorLevel))}
	if cfg.Party != nil && cfg.Known == nil { // the controller's part
		h.cfg.Known, h.cfg.CalledAgain = h.known, h.calledAgain
	}
	h.cfg.Shut = func(topic callcenter.TopicName, _ time.Time) (callcenter.TopicName, bool) {
		_, shut := h.shut.Load(topic)
		return cfg.Menu().Default, shut
	}
	h.start()
	t.Cleanup(func() {
		if h.stop != nil {
			h.kill()
		}
	})
	return h
}

// start starts a controller, which looks what there is.
func (h *house) start() {
	ctx, stop := context.WithCancel(context.Background())
	floor := flow.NewFloor(h.cfg, h.x, h.q, h.l, h.l, h.log)
	h.floor, h.stop, h.ended = floor, stop, make(chan struct{})
	go func() {
		defer close(h.ended)
		_ = floor.Run(ctx)
	}()
	h.q.mu.Lock()
	h.q.floor = floor
	h.q.mu.Unlock()
	h.x.mu.Lock()
	h.x.floor = floor
	h.x.mu.Unlock()
	h.reconcile()
	synctest.Wait()
	for _, s := range h.l.owed() { // the controller's part
		floor.Adopt(s)
	}
}

func (h *house) reconcile() {
	if h.x.away { // nothing can be listed; it is done when Asterisk is back
		return
	}
	found, orphans := h.x.list()
	h.floor.Reconcile(found, orphans)
}

// kill ends the controller; Asterisk and the queue live on.
func (h *house) kill() {
	h.x.mu.Lock()
	h.x.floor, h.x.adopted = nil, true
	h.x.mu.Unlock()
	h.q.mu.Lock()
	h.q.floor = nil
	h.q.mu.Unlock()
	synctest.Wait() // what was under way is done
	before := h.commands()
	h.stop()
	<-h.ended
	if after := h.commands(); after != before {
		h.t.Errorf("stopping issued %d requests", after-before)
	}
	h.stop = nil
}

func (h *house) commands() int {
	h.x.mu.Lock()
	defer h.x.mu.Unlock()
	n := 0
	for _, times := range h.x.requests {
		n += times
	}
	return n
}

// agent signs somebody in.
func (h *house) agent(name string, topics ...callcenter.TopicName) *worker {
	w := &worker{
		Agent:  callcenter.Agent{ID: callcenter.AgentID(name), Name: name, Seat: callcenter.SeatID("seat-" + name)},
		topics: topics, idle: time.Now(),
	}
	h.q.mu.Lock()
	h.q.agents = append(h.q.agents, w)
	h.q.mu.Unlock()
	h.q.match()
	return w
}

// until waits for something to come true.
func (h *house) until(what string, limit time.Duration, true_ func() bool) {
	h.t.Helper()
	deadline := time.Now().Add(limit)
	for {
		synctest.Wait()
		if true_() {
			return
		}
		if time.Now().After(deadline) {
			h.t.Fatalf("it never came true: %s\nheard: %v\nfacts: %+v", what, h.x.heard, h.l.facts)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// settle lets everything end, and looks for what must not be.
func (h *house) settle(call callcenter.ID) {
	h.t.Helper()
	for _, fault := range h.faults(call) {
		h.t.Error(fault)
	}
}

func (h *house) faults(call callcenter.ID) (faults []string) {
	over := func() bool {
		h.x.mu.Lock()
		defer h.x.mu.Unlock()
		return len(h.floor.Live()) == 0 && len(h.x.lines) == 0
	}
	for deadline := time.Now().Add(5 * time.Minute); !over(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			return []string{fmt.Sprintf("the call does not end: %+v, lines %v", h.floor.Live(), h.x.lines)}
		}
	}
	if err := h.floor.Drain(context.Background()); err != nil {
		faults = append(faults, err.Error())
	}
	time.Sleep(time.Minute) // what is owed is paid
	faults = append(faults, h.x.wrong...)
	if len(h.x.bridges) > 0 {
		faults = append(faults, "a bridge is left")
	}
	faults = append(faults, h.l.faults(call, h.x.adopted)...)
	h.q.mu.Lock()
	defer h.q.mu.Unlock()
	for _, a := range h.q.agents {
		if a.token != "" {
			faults = append(faults, fmt.Sprintf("%s is stuck with %s", a.ID, a.token))
		}
	}
	if len(h.q.waiting) > 0 {
		faults = append(faults, "somebody who is gone still waits")
	}
	return faults
}

// known is what the journal knows of a caller: the call he is owed.
func (h *house) known(_ context.Context, who callcenter.Arrival) (k flow.Known) {
	for _, s := range h.l.owed() {
		if s.Caller == who.Caller {
			k.Back, k.Place = s.Call, s.Entered
		}
	}
	return k
}

func (h *house) calledAgain(ctx context.Context, back callcenter.ID) error {
	return h.floor.Command(ctx, back, flow.Command{Verb: flow.CallOff, Supervisor: true})
}
