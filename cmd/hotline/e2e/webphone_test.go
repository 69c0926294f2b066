package e2e

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"hotline/cmd/hotline/config"
)

func awaited(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }

func evaluate(script string) chromedp.Action { return chromedp.Evaluate(script+"; 0", nil) }

// webAgent is an agent whose phone is a tab.
type webAgent struct {
	*webTab
	p *player
}

// readyInBrowser signs wang in at his browser phone and makes him ready.
func (p *player) readyInBrowser(b *browser) (*webAgent, *http.Cookie) {
	p.t.Helper()
	scripts, err := phoneScripts()
	if err != nil {
		p.t.Fatalf("jssip is not there: %v\nrun: make build", err)
	}
	cookie := p.signInBrowser(controller, wangID, "web")
	p.tokens["wang"] = cookie.Value
	a := &webAgent{b.tab(p.runs[controller].url, cookie, scripts...), p}
	if status := is[int](a.webTab, `phone.start('tab-one-1', false)`); status != http.StatusOK {
		p.t.Fatalf("the tab is refused the phone: %d", status)
	}
	a.until("it registers", `phone.registered`)
	if err := p.ask("wang", "PUT", "/api/presence", map[string]any{"intent": "ready"}, nil); err != nil {
		p.t.Fatal(err)
	}
	p.until(patience, "wang is ready", func() bool { return p.presence("wang") == "ready" })
	return a, cookie
}

func (a *webAgent) until(what, expression string) {
	a.t.Helper()
	a.p.until(patience, what, func() bool { return is[bool](a.webTab, `!!(`+expression+`)`) })
}

// bothTalk: each hears the other's tone.
func (a *webAgent) bothTalk() {
	a.t.Helper()
	if err := a.p.caller.Hears(a.t.Context(), browserTone); err != nil {
		a.t.Fatal(err)
	}
	a.until("the browser hears the caller", `phone.hears(`+strconv.Itoa(callerTone)+`) > 0.5`)
}

// takesCallsInABrowser: register, ring, answer, both hear each other; hold without
// leaking the microphone; a second tab is told; hang up.
func takesCallsInABrowser(t *testing.T, g *ground) {
	p := newPlayer(t, g, tale(t, `wang is ready for consult`))
	b := newBrowser(t)
	a, cookie := p.readyInBrowser(b)
	p.tell(tale(t, `caller dials; hears menu; presses 1`))
	a.until("it rings", `phone.rings`)
	id := p.callID()
	if token := is[string](a.webTab, `phone.token`); len(token) < 36 || token[:36] != id.String() {
		t.Errorf("it rings for %q, not for call %s", token, id)
	}
	a.run(evaluate(`phone.answer()`))
	a.bothTalk()

	a.run(evaluate(`phone.session.hold()`))
	p.until(patience, "the caller hears no agent while held", func() bool {
		last := time.Now()
		for _, h := range p.caller.Heard() {
			if h.Hertz == browserTone && h.To.After(last.Add(-2*time.Second)) {
				return false
			}
		}
		return true
	})
	if p.presence("wang") != "talking" {
		t.Error("the talk ended with the hold")
	}
	a.run(evaluate(`phone.session.unhold()`))
	a.bothTalk()

	scripts, _ := phoneScripts()
	other := &webAgent{b.tab(p.runs[controller].url, cookie, scripts...), p}
	if status := is[int](other.webTab, `phone.start('tab-two-2', false)`); status != http.StatusConflict {
		t.Errorf("a second tab is answered %d", status)
	}
	a.run(evaluate(`phone.session.terminate()`))
	p.tell(tale(t, `caller hears ask-rating; presses 1`))
	if status := is[int](other.webTab, `phone.start('tab-two-2', true)`); status != http.StatusOK {
		t.Errorf("taking the phone over is answered %d", status)
	}
	other.until("the second tab registers", `phone.registered`)
	a.until("the first tab is cut", `phone.cut > 0`)

	p.until(patience, "wang is ready again", func() bool { return p.presence("wang") == "ready" })
	p.tell(tale(t, `caller dials; hears menu; presses 1`))
	other.until("the second tab rings", `phone.rings`)
	other.run(evaluate(`phone.answer()`))
	other.bothTalk()
	if err := p.caller.Hangup(t.Context()); err != nil {
		t.Fatal(err)
	}
	other.until("it ends in the browser", `phone.over`)
	p.allEnd(2, "completed")
}

// reloadsItsPage: he hits F5 while they talk. The caller hears music, the phone rings
// again as soon as the new page is the phone, and they go on: two segments, one record.
func reloadsItsPage(t *testing.T, g *ground) {
	p := newPlayer(t, g, tale(t, `wang is ready for consult; li is ready for consult`))
	a, cookie := p.readyInBrowser(newBrowser(t))
	p.tell(tale(t, `caller dials; hears menu; presses 1`))
	a.until("it rings", `phone.rings`)
	a.run(evaluate(`phone.answer()`))
	a.bothTalk()
	p.tell(tale(t, `li is ready for consult`)) // free, and not rung

	a.goOn(p.runs[controller].url, cookie)
	if status := is[int](a.webTab, `phone.start('tab-one-2', false)`); status != http.StatusOK {
		t.Fatalf("the page come back is refused the phone: %d", status)
	}
	if err := p.caller.Hears(t.Context(), musicTone); err != nil {
		t.Errorf("meanwhile: %v", err)
	}
	a.until("it rings again", `phone.rings`)
	a.run(evaluate(`phone.answer()`))
	a.bothTalk()
	if n := p.agents["li"].offered(); n != 0 {
		t.Errorf("li was rung %d times", n)
	}
	a.run(evaluate(`phone.session.terminate()`))
	p.tell(tale(t, `caller hears ask-rating; presses 1`))
	p.allEnd(1, "completed")
	p.until(patience, "both segments are kept", func() bool {
		var n int
		err := p.db.QueryRow(t.Context(), `SELECT count(*) FROM segment WHERE agent = $1 AND ended_at IS NOT NULL`, wangID).Scan(&n)
		return err == nil && n == 2
	})
}

// closesHisLaptop: nobody comes back, and the caller is given to whoever is free.
func closesHisLaptop(t *testing.T, g *ground) {
	p := newCast(t, g, tale(t, `wang is ready for consult; li is ready for consult`), func(cfg *config.Config) { cfg.Timers.Lost = 4 * time.Second })
	p.start(controller)
	a, _ := p.readyInBrowser(newBrowser(t))
	p.tell(tale(t, `caller dials; hears menu; presses 1`))
	a.until("it rings", `phone.rings`)
	a.run(evaluate(`phone.answer()`))
	a.bothTalk()
	p.tell(tale(t, `li is ready for consult`))
	a.Close()
	p.until(patience, "li's phone rings", p.agents["li"].rings)
	p.talking = "li"
	p.tell(tale(t, `li answers; both talk 2 s; li hangs up; caller hears ask-rating; presses 1`))
	p.allEnd(1, "completed")
}
