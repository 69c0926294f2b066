package e2e

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"hotline/callcenter"
	"hotline/records/figures"
	"hotline/records/tally"
)

// deskWall: the administrator makes the address of a screen; it shows who waits and
// today's figures without anybody signing in, the same numbers as the report's, and goes
// dark when its token is revoked.
func deskWall(t *testing.T, g *ground) {
	told := tale(t, `wang is ready for consult`)
	p := newCast(t, g, told, unhurried)
	p.office()
	p.start(controller)
	admin := newBrowser(t).open(p.runs[controller].url)
	admin.signsIn("2002", "")
	admin.visit("/admin/walls")
	admin.sees("还没有大屏")
	admin.do("where", chromedp.SendKeys(`[aria-label="在哪里"]`, "接听大厅"))
	admin.pushes("加一块大屏")
	admin.sees("只显示这一次")
	admin.accessible("walls")
	var address string
	admin.do("address", chromedp.Evaluate(`document.getElementById("wall-address").href`, &address))

	screen := newBrowser(t).open(address)
	screen.sees("正在排队")
	screen.sees("今天")
	waits := func(n int) {
		screen.is(fmt.Sprint(n, " wait"), fmt.Sprintf(`document.querySelector('[aria-label="排队"] b')?.innerText === "%d"`, n))
	}
	waits(0)
	p.tell(tale(t, `caller dials; hears menu; presses 1; hears music`))
	waits(1)
	screen.accessible("wall")
	screen.picture("wall")
	p.tell(tale(t, `
		wang is ready for consult; wang's phone rings; wang answers; both talk 1 s
		wang hangs up; caller hears ask-rating; presses 1`))
	waits(0)
	p.settle()

	now := time.Now().In(callcenter.Leshan())
	day := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, callcenter.Leshan())
	report, err := p.reads().Report(context.WithoutCancel(t.Context()), figures.Ask{
		Names: []string{"calls", "answered"}, Query: tally.Query{From: day, To: day.AddDate(0, 0, 1)}, Now: time.Now(),
	})
	if err != nil || *report.Total.Figures["answered"] != 1 {
		t.Fatalf("report %+v, %v", report.Total, err)
	}
	for _, d := range report.Definitions {
		screen.is(d.Title, fmt.Sprintf(`[...document.querySelectorAll('[aria-label="今天"] .cell')].some((c) => c.innerText.replace(/\s+/g, " ") === "%s %.0f")`, d.Title, *report.Total.Figures[d.Name]))
	}

	admin.pushes("撤销接听大厅")
	screen.is("revoked", `document.body.innerText.includes("无效或已撤销")`)
	var noted int
	err = p.db.QueryRow(t.Context(), `SELECT count(*) FROM audit WHERE staff = '2002' AND action IN ('wall.made', 'wall.revoked')`).Scan(&noted)
	if err != nil || noted != 2 {
		t.Errorf("noted %d times: %v", noted, err)
	}
}
