package e2e

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"hotline/callcenter"
)

// deskFloor: a supervisor listens to a talk from the floor's page: he hears both, nobody
// hears him, and it is in the record. Then he puts an agent into a break, with a reason.
func deskFloor(t *testing.T, g *ground) {
	p := newCast(t, g, tale(t, `wang is ready for consult; jike is ready for yi`), unhurried)
	p.hire(map[string]any{"id": "2010", "name": "孙班长", "roles": []string{"duty", "manager"}, "password": staffPassword})
	p.start(controller)
	p.tell(tale(t, `wang is ready for consult; caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 2 s`))
	if err := p.agents["jike"].phone.Register(t.Context()); err != nil {
		t.Fatal(err)
	}
	floor := newBrowser(t).open(p.runs[controller].url)
	floor.signsIn("2010", "8003")
	floor.visit("/floor")
	floor.sees("138****1234")
	floor.do("listen", chromedp.Click(`//button[. = "监听"]`, chromedp.BySearch))
	p.tell(tale(t, `jike's phone rings`))
	listener := p.agents["jike"]
	if err := listener.current().Answer(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.until(patience, "he hears both", func() bool {
		return hearsNow(listener.current(), callerTone) && hearsNow(listener.current(), agentTones["wang"])
	})
	time.Sleep(time.Second)
	if heard(p.caller, agentTones["jike"]) || heard(p.agents["wang"].current(), agentTones["jike"]) {
		t.Error("somebody hears who listens")
	}
	if err := listener.current().Hangup(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.tell(tale(t, `both talk 1 s; wang hangs up`))
	p.settle()
	var listened int
	if err := p.db.QueryRow(t.Context(), `SELECT count(*) FROM journal WHERE kind = 'call.listened' AND data->>'by' = '2010'`).Scan(&listened); err != nil || listened != 1 {
		t.Errorf("noted %d times: %v", listened, err)
	}
	const choice = `document.querySelector('[aria-label="安排 wang"]')`
	floor.is("wang is in the table", choice)
	floor.do("break", chromedp.Evaluate(choice+`.value = "break"; `+choice+`.dispatchEvent(new Event("change", {bubbles: true}))`, nil))
	p.until(patience, "wang is in a break, or will be", func() bool {
		var reason string
		err := p.db.QueryRow(t.Context(), `SELECT after ->> 'reason' FROM audit WHERE action = 'force_presence' AND staff = '2010' AND before ->> 'intent' = 'ready'`).Scan(&reason)
		var standing struct {
			Intent callcenter.Intent `json:"intent"`
		}
		return err == nil && reason == reasonGiven && p.ask("wang", "GET", "/api/presence", nil, &standing) == nil && standing.Intent == callcenter.WantsBreak
	})
	floor.sees("今天")
}
