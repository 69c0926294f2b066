package flow_test

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/flow"
)

// exchange is Asterisk as the flow knows it: lines, a bridge a call, sayings that
// take time, phones that ring until a timeout. It counts requests, and notes what
// must never happen.
type exchange struct {
	mu       sync.Mutex
	floor    *flow.Floor // nil while no controller listens
	lines    map[callcenter.LineID]*line
	bridges  map[callcenter.ID][]callcenter.LineID
	sayings  map[string]*saying
	tapes    map[string]tape
	requests map[string]int
	heard    []heard
	wrong    []string
	phones   map[callcenter.SeatID]string            // how a seat's phone behaves when rung: "", "busy", "unregistered"
	taps     map[callcenter.LineID]callcenter.LineID // who listens, and to whose line
	numbers  map[string]string                       // the same of an outside number: "", "busy", "unreachable"
	missing  map[callcenter.Prompt]bool
	away     bool
	twice    bool
	adopted  bool           // a controller was killed
	refused  bool           // a request came while away: what could not be hushed may be said over
	panics   map[string]int // verb → how often it still panics
	lasts    time.Duration  // of a prompt
	loses    map[string]int // verb → how often it is answered and not done
	denies   map[string]int // verb → how often a line that is there is called gone
}

type line struct {
	callcenter.Arrival
	callcenter.Leg
	caller  bool
	up      bool
	music   bool
	muted   bool
	leaving time.Time // out of a dissolved bridge by then
	memory  callcenter.Memory
	call    callcenter.ID
	ringing *time.Timer
}

// leaves is how long a line takes to leave a dissolved bridge, and a recording to be written.
const leaves = 50 * time.Millisecond

type heard struct {
	at   time.Time
	line callcenter.LineID
	what string
}

func newExchange() *exchange {
	return &exchange{
		lines: map[callcenter.LineID]*line{}, bridges: map[callcenter.ID][]callcenter.LineID{},
		sayings: map[string]*saying{}, tapes: map[string]tape{}, requests: map[string]int{},
		phones: map[callcenter.SeatID]string{}, numbers: map[string]string{}, taps: map[callcenter.LineID]callcenter.LineID{}, missing: map[callcenter.Prompt]bool{}, panics: map[string]int{},
		lasts: 2 * time.Second, loses: map[string]int{}, denies: map[string]int{},
	}
}

// request opens every verb: counted, refused while away, and panicking if told to.
func (x *exchange) request(ctx context.Context, verb string) error {
	x.mu.Lock()
	x.requests[verb]++
	if x.panics[verb] > 0 {
		x.panics[verb]--
		x.mu.Unlock()
		panic("told to: " + verb)
	}
	if x.away {
		x.refused = true
		x.mu.Unlock()
		return callcenter.Errorf(callcenter.Unavailable, "Asterisk 不可用")
	}
	if err := ctx.Err(); err != nil {
		x.wrong = append(x.wrong, "a request after the stop: "+verb)
		x.mu.Unlock()
		return err
	}
	return nil
}

func gone() error { return callcenter.Errorf(callcenter.NotFound, "线路已断") }

// tell delivers events, if anybody listens, outside the lock.
func (x *exchange) tell(events ...callcenter.LineEvent) {
	x.mu.Lock()
	floor, times := x.floor, 1
	if x.twice {
		times = 2
	}
	if x.away {
		floor = nil
	}
	x.mu.Unlock()
	for _, ev := range events {
		ev.At = time.Now()
		for range times {
			if floor != nil {
				floor.Deliver(ev)
			}
		}
	}
}

func (x *exchange) Answer(ctx context.Context, id callcenter.LineID) error {
	return x.on(ctx, "answer", id, func(l *line) { l.up = true })
}

// on runs a verb on one living line.
func (x *exchange) on(ctx context.Context, verb string, id callcenter.LineID, f func(*line)) error {
	if err := x.request(ctx, verb); err != nil {
		return err
	}
	defer x.mu.Unlock()
	l := x.lines[id]
	switch {
	case l == nil:
		return gone()
	case x.denies[verb] > 0:
		x.denies[verb]--
		return gone()
	case x.loses[verb] > 0:
		x.loses[verb]--
		return nil
	}
	f(l)
	return nil
}

func (x *exchange) callOf(id callcenter.LineID) callcenter.ID {
	x.mu.Lock()
	defer x.mu.Unlock()
	if l := x.lines[id]; l != nil {
		return l.call
	}
	return callcenter.Token(id).Call()
}

func (x *exchange) Music(ctx context.Context, id callcenter.LineID, on bool) error {
	return x.on(ctx, "music", id, func(l *line) {
		l.music = on
		if on {
			x.heard = append(x.heard, heard{at: time.Now(), line: id, what: "music"})
		}
	})
}

func (x *exchange) Remember(ctx context.Context, id callcenter.LineID, m callcenter.Memory) error {
	return x.on(ctx, "remember", id, func(l *line) { l.memory = m })
}

func (x *exchange) Ring(ctx context.Context, r callcenter.Ring) error {
	if err := x.request(ctx, "ring"); err != nil {
		return err
	}
	id := callcenter.LineID(r.Promise.Token)
	if x.lines[id] != nil {
		x.mu.Unlock()
		return callcenter.Errorf(callcenter.Conflict, "线路已存在")
	}
	for _, l := range x.lines {
		if l.Leg.Agent == r.Promise.Agent.ID && !l.caller && l.up {
			x.wrong = append(x.wrong, "rang an agent who talks")
		}
	}
	a := r.Promise.Agent
	l := &line{call: r.Promise.Call, Leg: callcenter.Leg{
		Token: r.Promise.Token, Agent: a.ID, Shift: a.Shift, Seat: a.Seat, WrapUp: a.WrapUp, Topic: r.Promise.Topic, State: callcenter.LegRinging,
		Back: r.Back, Kind: cmp.Or(r.Kind, callcenter.AgentLeg),
	}}
	x.lines[id] = l
	how := x.phones[a.Seat]
	l.ringing = time.AfterFunc(r.Timeout, func() { x.end(id, callcenter.CauseNoAnswer) })
	x.mu.Unlock()
	switch how {
	case "busy":
		x.end(id, callcenter.CauseBusy)
	case "unregistered":
		x.end(id, callcenter.CauseUnreachable)
	default:
		x.tell(callcenter.LineEvent{Kind: callcenter.LineRinging, Call: l.call, Line: id})
	}
	return nil
}

func (x *exchange) Join(ctx context.Context, call callcenter.ID, ids ...callcenter.LineID) error {
	if err := x.request(ctx, "join"); err != nil {
		return err
	}
	defer x.mu.Unlock()
	for _, id := range ids {
		if x.lines[id] == nil {
			return gone()
		}
	}
	for _, id := range ids {
		x.lines[id].music = false
		for _, s := range x.sayings {
			if s.line == id && !x.refused {
				x.wrong = append(x.wrong, "joined a line that is being spoken to")
			}
		}
		if !slices.Contains(x.bridges[call], id) {
			x.bridges[call] = append(x.bridges[call], id)
		}
	}
	invited := 0
	for _, id := range x.bridges[call] {
		if kind := x.lines[id].Kind; !x.lines[id].caller && kind != callcenter.AgentLeg {
			invited++
		}
	}
	if len(x.bridges[call]) > 2+invited {
		x.wrong = append(x.wrong, "two agents on one call whom nobody asked in")
	}
	return nil
}

func (x *exchange) Part(ctx context.Context, call callcenter.ID, id callcenter.LineID) error {
	return x.on(ctx, "part", id, func(*line) {
		x.bridges[call] = slices.DeleteFunc(x.bridges[call], func(o callcenter.LineID) bool { return o == id })
	})
}

func (x *exchange) Dissolve(ctx context.Context, call callcenter.ID) error {
	if err := x.request(ctx, "dissolve"); err != nil {
		return err
	}
	for _, id := range x.bridges[call] {
		if l := x.lines[id]; l != nil {
			l.leaving = time.Now().Add(leaves)
		}
	}
	delete(x.bridges, call)
	for name, t := range x.tapes {
		if t.call == call {
			delete(x.tapes, name) // and nobody hears of its end
		}
	}
	x.mu.Unlock()
	return nil
}

func (x *exchange) Referred(ctx context.Context, id callcenter.LineID, how callcenter.Move) error {
	return x.on(ctx, "referred", id, func(*line) {
		x.heard = append(x.heard, heard{at: time.Now(), line: id, what: "move " + string(how)})
	})
}

func (x *exchange) Hangup(ctx context.Context, id callcenter.LineID, cause int) error {
	err := x.on(ctx, "hangup", id, func(*line) {})
	if err == nil {
		x.end(id, cause)
	}
	return err
}

func (x *exchange) Examine(ctx context.Context, call callcenter.ID, id callcenter.LineID) (callcenter.Snapshot, error) {
	if err := x.request(ctx, "examine"); err != nil {
		return callcenter.Snapshot{}, err
	}
	defer x.mu.Unlock()
	s := x.snapshot(call)
	if x.lines[id] == nil {
		return s, gone()
	}
	return s, nil
}

func (x *exchange) snapshot(call callcenter.ID) callcenter.Snapshot {
	s := callcenter.Snapshot{Arrival: callcenter.Arrival{Call: call, Created: call.Time()}, Joined: slices.Clone(x.bridges[call])}
	_, s.Bridge = x.bridges[call]
	for _, id := range slices.Sorted(maps.Keys(x.lines)) {
		l := x.lines[id]
		switch {
		case l.call != call:
		case l.caller:
			s.Arrival, s.Memory, s.Answered = l.Arrival, l.memory, l.up
		default:
			s.Legs = append(s.Legs, l.Leg)
		}
	}
	return s
}

// list is what a controller finds after it has connected.
func (x *exchange) list() (found []callcenter.Snapshot, orphans []callcenter.LineID) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, l := range x.lines {
		if l.caller {
			found = append(found, x.snapshot(l.call))
		}
	}
	for id, l := range x.lines {
		if s := x.snapshot(l.call); !l.caller && s.Line == "" {
			orphans = append(orphans, id)
		}
	}
	return found, orphans
}
