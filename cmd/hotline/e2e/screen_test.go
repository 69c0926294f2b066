package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// screen is what a browser makes of a stream.
type screen struct {
	p      *player
	stop   context.CancelFunc
	done   chan struct{}
	mu     sync.Mutex
	hellos []bool                    // fresh or not
	ready  bool                      // the first batch is complete
	cursor string                    // of the last frame that had one
	heard  time.Time                 // the last frame
	shows  map[string]map[string]any // "call <id>" → value
}

// look opens a screen at a controller, as a person.
func (p *player) look(at, agent string) *screen {
	p.t.Helper()
	return p.open(at, agent, &screen{shows: map[string]map[string]any{}})
}

// goOn opens it again, perhaps elsewhere, from where it stops.
func (s *screen) goOn(at, agent string) *screen {
	s.p.t.Helper()
	s.stop()
	<-s.done
	return s.p.open(at, agent, &screen{shows: s.shows, cursor: s.cursor})
}

func (p *player) open(at, agent string, s *screen) *screen {
	p.t.Helper()
	ctx, stop := context.WithCancel(p.t.Context())
	s.p, s.stop, s.done = p, stop, make(chan struct{})
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, p.runs[at].url+"/api/stream?since="+url.QueryEscape(s.cursor), http.NoBody)
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+p.tokens[agent])
	answer, err := http.DefaultClient.Do(r)
	if err != nil || answer.StatusCode != http.StatusOK {
		p.t.Fatalf("a screen at %s: %v %v", at, answer, err)
	}
	go func() {
		defer close(s.done)
		defer func() { _ = answer.Body.Close() }()
		s.read(bufio.NewScanner(answer.Body))
	}()
	p.t.Cleanup(func() { stop(); <-s.done })
	return s
}

func (s *screen) read(lines *bufio.Scanner) {
	kind := ""
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "event":
			kind = value
		case "id":
			s.mu.Lock()
			s.cursor = value
			s.mu.Unlock()
		case "data":
			s.frame(kind, []byte(value))
		}
	}
}

func (s *screen) frame(kind string, raw []byte) {
	var data struct {
		ID    string
		Value map[string]any
		Gone  bool
		Fresh bool
	}
	if err := json.Unmarshal(raw, &data); err != nil {
		s.p.t.Errorf("frame %s %s: %v", kind, raw, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.heard = time.Now()
	switch {
	case kind == "hello":
		s.hellos = append(s.hellos, data.Fresh)
		if data.Fresh {
			clear(s.shows)
		}
	case kind == "ready":
		s.ready = true
	case data.Gone:
		delete(s.shows, kind+" "+data.ID)
	case data.Value != nil:
		s.shows[kind+" "+data.ID] = data.Value
	}
}

// item is one thing the screen shows now; nil if it does not.
func (s *screen) item(kind, id string) map[string]any {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shows[kind+" "+id]
}

func (s *screen) until(what string, so func() bool) {
	s.p.t.Helper()
	s.p.until(patience, what, so)
}

func (s *screen) untilCall(state string) {
	s.p.t.Helper()
	s.until("the screen shows the call "+state, func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		for name, value := range s.shows {
			if strings.HasPrefix(name, "call ") && value["state"] == state {
				return true
			}
		}
		return false
	})
}

func (s *screen) untilNone() {
	s.p.t.Helper()
	s.until("the screen shows no call", func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		for name := range s.shows {
			if strings.HasPrefix(name, "call ") {
				return false
			}
		}
		return s.ready
	})
}

const wangID = "18001" // importStaff's

// screensAtBoth: a page shows its agent's call wherever it is connected, and goes on at
// the other controller from where it stopped; a wiped Redis takes nothing from it.
func screensAtBoth(t *testing.T, g *ground) {
	told := tale(t, `wang is ready for consult; li is ready for yi`)
	p := newPlayer(t, g, told)
	p.startSecond()
	p.tell(told)
	here, wrong, other := p.look(controller, "wang"), p.look(second, "wang"), p.look(controller, "li")
	here.until("wang is ready", func() bool {
		mine, theirs := here.item("presence", wangID), wrong.item("presence", wangID)
		return mine["presence"] == "ready" && theirs["presence"] == "ready"
	})
	p.tell(tale(t, `caller dials; hears menu; presses 1; wang's phone rings`))
	here.untilCall("ringing")
	wrong.untilCall("ringing")
	id := p.callID().String()
	wrong.until("who calls", func() bool {
		party, known := wrong.item("call", id)["party"].(map[string]any)
		return known && party["known"] != nil
	})
	shown := wrong.item("call", id)
	if number, _ := shown["number"].(string); !strings.Contains(number, "****") || shown["topic"] != "consult" || shown["token"] == "" {
		t.Errorf("the pop: %v", shown)
	}
	if other.item("call", id) != nil {
		t.Error("li is shown wang's call")
	}
	p.tell(tale(t, `wang answers; both talk 2 s`))
	wrong.untilCall("talking")

	again := wrong.goOn(controller, "wang")
	again.until("its first batch", func() bool { again.mu.Lock(); defer again.mu.Unlock(); return again.ready })
	if again.hellos[0] {
		t.Error("a known cursor was answered with everything")
	}
	if err := p.redisClient().FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	p.tell(tale(t, `wang hangs up`))
	again.untilNone()
	here.untilNone()
	here.until("wang's talk is over", func() bool { return here.item("presence", wangID)["presence"] != "talking" })
	var document struct {
		Paths map[string]any
	}
	if err := p.ask("wang", http.MethodGet, "/openapi.json", nil, &document); err != nil || document.Paths["/api/stream"] == nil {
		t.Errorf("the stream is not described: %v", err)
	}
	here.mu.Lock()
	defer here.mu.Unlock()
	if len(here.hellos) != 1 || !here.hellos[0] {
		t.Errorf("hellos %v", here.hellos)
	}
}

// screenOutlivesItsController: the controller of a call dies, and who looks at another
// sees the call again once it was adopted; the beat never stops.
func screenOutlivesItsController(t *testing.T, g *ground) {
	told := tale(t, `
		wang is ready for consult
		caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 2 s`)
	p := newPlayer(t, g, told)
	p.startSecond()
	p.tell(told)
	s := p.look(second, "wang")
	s.untilCall("talking")
	p.signal(controller, syscall.SIGKILL)
	p.adopted()
	s.untilCall("talking")
	s = s.goOn(second, "wang")
	s.untilCall("talking")
	s.until("warnings are shown", func() bool { return s.item("warnings", "") != nil })
	s.until("beats", func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.cursor != "" && time.Since(s.heard) < 5*time.Second
	})
	p.tell(tale(t, `wang hangs up; caller hears ask-rating; presses 1`))
	s.untilNone()
}
