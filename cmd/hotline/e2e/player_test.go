package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/flow/story"
	"hotline/cmd/callsim/phone"
)

const (
	patience   = time.Minute // for anything a story expects, on a machine that is busy with other things
	controller = "c1"
	second     = "c2" // where there are two
)

// player plays a story with real phones.
type player struct {
	*house
	exchange *phone.Exchange
	agents   map[string]*agent
	caller   *phone.Call
	back     caller    // his phone, when we call him
	hidden   bool      // he shows no number
	counting bool      // a whole story is played: its calls are counted
	since    time.Time // when its first caller dialled
	ahead    []*phone.Call
	adopts   bool              // a second controller goes on where the first one died
	talking  string            // the agent who answered last
	cursor   time.Time         // the caller expects to hear what comes after this
	matched  map[int]time.Time // the beginning of the last stretch of each tone he expected
}

// agent is a seat's phone and who sits there.
type agent struct {
	phone *phone.Phone

	mu    sync.Mutex
	busy  bool
	call  *phone.Call // the last one offered
	calls int         // offered so far
}

// offered is how many calls were offered to him.
func (a *agent) offered() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.calls
}

func (a *agent) current() *phone.Call {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.call
}

// rings reports that a call is offered and neither answered nor over.
func (a *agent) rings() bool {
	c := a.current()
	if c == nil || over(c) {
		return false
	}
	_, answered := c.When(phone.Answered)
	return !answered
}

func over(c *phone.Call) bool {
	select {
	case <-c.Ended():
		return true
	default:
		return false
	}
}

func (p *player) play(s story.Story) {
	p.t.Helper()
	p.counting = true
	p.tell(s)
	for _, c := range p.ahead {
		_ = c.Hangup(p.t.Context()) // the next house on this ground must not find them
	}
	p.endsAs(s)
}

// tell plays what happens.
func (p *player) tell(s story.Story) {
	p.t.Helper()
	for _, step := range s.Steps {
		p.t.Log(time.Now().Format("05.000 "), step)
		p.step(step)
	}
}

// endsAs waits for the caller's record and compares it with the ending.
func (p *player) endsAs(s story.Story) {
	p.t.Helper()
	journal := p.journal(p.settle())
	for _, step := range s.Ending {
		if err := journal.Check(step); err != nil {
			p.t.Error(err)
		}
	}
}

func (p *player) step(s story.Step) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	var err error
	switch s.Verb {
	case story.Dials:
		p.cursor = time.Now()
		if p.counting && p.since.IsZero() {
			p.since = p.cursor
		}
		p.caller, err = p.dial(ctx, "13800001234")
	case story.Hidden:
		p.hidden = true
	case story.Hears:
		p.hears(s)
	case story.Presses:
		err = p.caller.Press(ctx, s.What)
	case story.Pass:
		time.Sleep(s.For / faster)
	case story.Vanishes:
		p.caller.Vanish()
	case story.Talk:
		p.talk(s)
	case story.HangsUp:
		if s.Who == "caller" {
			err = p.caller.Hangup(ctx)
			break
		}
		err = p.agents[s.Who].current().Hangup(ctx)
	default:
		if s.Who == "caller" && p.callerStep(ctx, s) {
			return
		}
		if !p.agentStep(ctx, s) && !p.worldStep(ctx, s) {
			p.t.Fatalf("%s: nobody can play this", s)
		}
	}
	if err != nil {
		p.t.Fatalf("%s: %v", s, err)
	}
}

func (p *player) dial(ctx context.Context, number string) (*phone.Call, error) {
	profile := phone.Profile{User: number, Tone: callerTone, OnCall: p.back.rung}
	if p.hidden {
		profile.User = "anonymous"
	}
	call, err := p.exchange.Phone(profile).Dial(ctx, stackNumber, phone.DialOptions{Anonymous: p.hidden})
	if err != nil {
		return nil, err
	}
	return call, call.Connected(ctx)
}

// hears waits for the tone of a prompt that began after what was expected before.
func (p *player) hears(s story.Step) {
	p.t.Helper()
	hertz := toneOf(p.t, s.What)
	const slack = 300 * time.Millisecond // between our noticing a sound and its beginning
	defer func() {
		if p.t.Failed() {
			p.t.Logf("%s: %d Hz; heard %v", s, hertz, p.caller.Heard())
		}
	}()
	p.until(patience, s.String(), func() bool {
		for _, h := range p.caller.Heard() {
			goesOn := hertz == musicTone && h.To.After(p.cursor)
			begins := h.From.After(p.cursor.Add(-slack)) && h.From.After(p.matched[hertz])
			if h.Hertz == hertz && h.For() >= 200*time.Millisecond && (goesOn || begins) {
				p.matched[hertz], p.cursor = h.From, h.From
				return true
			}
		}
		return false
	})
}

// talk expects that both hear each other now, and lets them talk.
func (p *player) talk(s story.Step) {
	p.t.Helper()
	a := p.agents[p.talking]
	p.until(patience, s.String()+": they do not hear each other", func() bool {
		return hearsNow(p.caller, a.phone.Tone()) && hearsNow(a.current(), callerTone)
	})
	time.Sleep(s.For / faster)
	p.cursor = time.Now()
}

// goesOn expects that a sound is still there.
func (p *player) goesOn(c *phone.Call, hertz int, what string) {
	p.t.Helper()
	p.until(patience, what+" goes on", func() bool { return hearsNow(c, hertz) })
}

// heard tells whether that tone was ever heard.
func heard(c *phone.Call, hertz int) bool {
	return slices.ContainsFunc(c.Heard(), func(h phone.Heard) bool { return h.Hertz == hertz && h.For() >= 200*time.Millisecond })
}

func hearsNow(c *phone.Call, hertz int) bool {
	return slices.ContainsFunc(c.Heard(), func(h phone.Heard) bool {
		return h.Hertz == hertz && time.Since(h.To) < 300*time.Millisecond
	})
}

func (p *player) agentStep(ctx context.Context, s story.Step) bool {
	p.t.Helper()
	a := p.agents[s.Who]
	var err error
	switch s.Verb {
	case story.ReadyFor:
		p.ready(ctx, s)
	case story.SignsOut:
		err = p.ask(s.Who, "PUT", "/api/presence", map[string]any{"intent": "signed_out"}, nil)
	case story.TakesBreak:
		err = p.ask(s.Who, "PUT", "/api/presence", map[string]any{"intent": "break", "reason": "rest"}, nil)
	case story.IsBack:
		err = p.ask(s.Who, "PUT", "/api/presence", map[string]any{"intent": "ready"}, nil)
	case story.IsOff:
		p.until(patience, s.String(), func() bool { return p.presence(s.Who) == callcenter.NotAnswering })
	case story.Rings:
		p.until(patience, s.String(), a.rings)
		time.Sleep(s.For * 8 / 10 / faster) // "rings 20 s" is nearly to its end
	case story.StopsRinging, story.DoesNotAnswer:
		p.until(patience, s.String(), func() bool { return !a.rings() })
	case story.StaysSilent:
		for end := time.Now().Add(s.For / faster); ; time.Sleep(20 * time.Millisecond) {
			if a.rings() {
				p.t.Errorf("%s: it rings", s)
			}
			if time.Now().After(end) {
				break
			}
		}
	case story.Unregisters:
		err = a.phone.Unregister(ctx)
	case story.IsBusy:
		a.mu.Lock()
		a.busy = true
		a.mu.Unlock()
	case story.Answers:
		p.talking = s.Who
		p.until(patience, s.String(), a.rings)
		if err = a.current().Answer(ctx); p.runs[controller] == nil {
			err = nil // Asterisk ends at once what is answered for an application nobody serves
		}
	case story.Rejects:
		p.until(patience, s.String(), a.rings)
		err = a.current().Reject(603)
	case story.Holds:
		p.cursor = time.Now()
		err = a.current().Hold(ctx)
	case story.Resumes:
		err = a.current().Resume(ctx)
	case story.Clicks:
		p.cursor = time.Now()
		err = p.ask(s.Who, "POST", "/api/calls/"+p.callID().String()+"/"+s.What, nil, nil)
	case story.Consults, story.Invites, story.Transfers:
		p.cursor = time.Now()
		verb := map[story.Verb]string{story.Consults: "consult", story.Invites: "invite", story.Transfers: "transfer"}[s.Verb]
		err = p.ask(s.Who, "POST", "/api/calls/"+p.callID().String()+"/"+verb, target(s.What), nil)
	case story.TalkWith:
		p.talkWith(s)
	case story.IsInWrapUp:
		p.until(patience, s.String(), func() bool { return p.presence(s.Who) == callcenter.WrapUp })
	default:
		return false
	}
	if err != nil {
		p.t.Fatalf("%s: %v", s, err)
	}
	return true
}

func (p *player) presence(name string) callcenter.Presence {
	var standing struct {
		Presence callcenter.Presence `json:"presence"`
	}
	_ = p.ask(name, "GET", "/api/presence", nil, &standing) // asked again
	return standing.Presence
}

// ready registers the phone, signs the agent in, and waits until calls can reach him.
func (p *player) ready(ctx context.Context, s story.Step) {
	p.t.Helper()
	a := p.agents[s.Who]
	if err := a.phone.Register(ctx); err != nil {
		p.t.Fatalf("%s: %v", s, err)
	}
	p.signIn(s.Who)
	if err := p.ask(s.Who, "PUT", "/api/presence", map[string]any{"intent": "ready"}, nil); err != nil {
		p.t.Fatalf("%s: %v", s, err)
	}
	p.until(patience, s.String()+": "+string(p.presence(s.Who)), func() bool {
		return slices.Contains([]callcenter.Presence{callcenter.Ready, callcenter.Ringing}, p.presence(s.Who)) || a.rings()
	})
}

// signIn gets the agent a token.
func (p *player) signIn(name string) {
	p.t.Helper()
	var signedIn struct{ Token string }
	p.until(patience, name+" signs in", func() bool {
		return p.ask(name, "POST", "/api/session", map[string]any{
			"staff": "1" + string(seats[name]), "password": staffPassword, "seat": seats[name],
		}, &signedIn) == nil
	})
	p.tokens[name] = signedIn.Token
}

func (p *player) worldStep(ctx context.Context, s story.Step) bool {
	p.t.Helper()
	switch s.Verb {
	case story.QueueAway:
		p.redis.Cut()
	case story.QueueBack:
		p.redis.Mend()
	case story.AsteriskAway:
		p.ari.Cut()
	case story.AsteriskBack:
		p.ari.Mend()
	case story.ControllerKilled:
		p.signal(controller, syscall.SIGKILL)
		p.cursor = time.Now()
	case story.ControllerStarts:
		if p.adopts {
			p.adopted()
			break
		}
		p.start(controller)
	case story.ControllerSleeps:
		p.signal(controller, syscall.SIGSTOP)
		time.Sleep(s.For)
		p.signal(controller, syscall.SIGCONT)
	case story.Ahead:
		for i := range s.N {
			p.goAhead(ctx, s, fmt.Sprintf("1390000000%d", i))
		}
	case story.Unrecorded:
		if err := os.Remove(filepath.Join(p.cfg.Asterisk.Sounds, string(callcenter.Yi), s.What+".alaw")); err != nil {
			p.t.Fatalf("%s: %v", s, err)
		}
	case story.WaitAtMost, story.OutsideHours: // was written into the configuration
	default:
		return false
	}
	return true
}

// goAhead puts a caller into the queue of the consultations.
func (p *player) goAhead(ctx context.Context, s story.Step, number string) {
	p.t.Helper()
	call, err := p.dial(ctx, number)
	if err != nil {
		p.t.Fatalf("%s: %v", s, err)
	}
	p.ahead = append(p.ahead, call)
	p.until(patience, s.String(), func() bool { return len(call.Heard()) > 0 })
	if err := call.Press(ctx, "1"); err != nil {
		p.t.Fatalf("%s: %v", s, err)
	}
	p.until(patience, s.String(), func() bool { return hearsNow(call, musicTone) })
}

// share is how much of the time since then a tone was heard.
func (p *player) share(heard []phone.Heard, hertz int, since time.Time) float64 {
	var sum time.Duration
	for _, h := range heard {
		if h.Hertz == hertz && h.To.After(since) {
			sum += h.To.Sub(later(h.From, since))
		}
	}
	return float64(sum) / float64(time.Since(since))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
