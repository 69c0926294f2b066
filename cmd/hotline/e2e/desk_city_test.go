package e2e

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hotline/cmd/callsim/phone"
	"hotline/cmd/callsim/platform"
	"hotline/cmd/hotline/stack"
)

// fastEnough is what an emergency number may take from the key to the call.
const fastEnough = 2 * time.Second

// deskCity: at the page, somebody whom 12345 handed over. One key takes him into a talk of
// three with it; who does not come is told; he cannot be sent back without a word. An
// emergency number is called at once, and what fails leaves the caller where he is.
func deskCity(t *testing.T, g *ground) {
	p := newCast(t, g, tale(t, `wang is ready for wages`), unhurried)
	p.start(controller)
	desk := newBrowser(t).openPhone(p.runs[controller].url)
	desk.readyAtHisPage("18001")
	rung := make(chan *phone.Call, 9)
	city := p.city(t, platform.Manner{Rung: func(c *phone.Call) { rung <- c }})
	police := newAgent(t, p.exchange, phone.Profile{User: "110", Tone: outsiders["110"].tone})
	p.carry(t, func() (stack.Seat, error) { return p.ground.place.Trunk() })

	p.hands(t, city, platform.Citizen{Number: "13800001234", Matter: platform.Matter{Order: "SC-2026-0042", Topic: "wages"}})
	desk.sees("SC-2026-0042")
	desk.sees("12345 转来")
	desk.answers()
	desk.bothHear(p)
	desk.accessible("a caller whom 12345 handed over")

	desk.press("8", altKey)
	first := <-rung
	desk.sees("正在呼叫")
	desk.sees("12345 政务服务便民热线")
	if err := first.Ring(); err != nil {
		t.Fatal(err)
	}
	if err := first.Answer(t.Context()); err != nil {
		t.Fatal(err)
	}
	desk.sees("在通话")
	desk.hearsTone(cityTone)
	p.callerHears(cityTone, "12345")
	if err := first.Hangup(t.Context()); err != nil {
		t.Fatal(err)
	}
	desk.is("12345 has left", `!document.body.innerText.includes("在通话")`)

	desk.press("7", altKey)
	if err := (<-rung).Reject(486); err != nil {
		t.Fatal(err)
	}
	desk.sees("没有成功(占线)")
	desk.accessible("12345 did not come")
	desk.bothHear(p)
	desk.press("9", altKey)
	desk.sees("来回兜圈")

	desk.is("the page times the key", `(window.addEventListener("keydown", e => { if (e.key === "1") window.struck = Date.now() }, true), true)`)
	desk.press("1", altKey)
	p.until(patience, "110 is rung", police.rings)
	at, _ := police.current().When(phone.InviteReceived)
	var struck int64 // by the page: a browser that is driven may be late with the key itself
	if err := chromedp.Run(desk.ctx, chromedp.Evaluate(`window.struck`, &struck)); err != nil {
		t.Fatal(err)
	}
	if took := at.Sub(time.UnixMilli(struck)); took > fastEnough {
		t.Errorf("110 was rung %v after the key", took)
	} else {
		t.Logf("110 was rung %v after the key", took)
	}
	if police.current().Header("Priority") != "emergency" {
		t.Error("the call is not marked as an emergency")
	}
	if err := police.current().Reject(503); err != nil {
		t.Fatal(err)
	}
	desk.sees("公安 110 没有成功")
	desk.bothHear(p)
	desk.press(kb.F8)
	p.tell(tale(t, `caller hears ask-rating; presses 1; hears goodbye`))
	p.settle()
	var kept string
	p.until(patience, "what was asked for is kept", func() bool {
		return p.db.QueryRow(t.Context(), `SELECT string_agg(outside || ' ' || way || ' ' || outcome || ' ' || urgent, ', ' ORDER BY started_at) FROM transfer`).Scan(&kept) == nil
	})
	if want := "12345 invite joined false, 12345 consult failed false, 110 invite failed true"; kept != want {
		t.Errorf("kept as %s, want %s", kept, want)
	}
}
