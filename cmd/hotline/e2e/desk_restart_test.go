package e2e

import (
	"context"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// deskAsteriskRestarts: Asterisk dies in the middle of a talk and is started again. The page
// says so, its phone registers by itself with what Asterisk is told anew, its record is
// still there, and the next call is talked through.
func deskAsteriskRestarts(t *testing.T, g *ground) {
	p := newCast(t, g, tale(t, `wang is ready for consult`), unhurried)
	p.start(controller)
	desk := p.talksAtHisPage(controller)
	desk.fill("summary", "话机服务器重启之前写的")
	desk.sees("草稿已存")

	pid := p.asteriskPID()
	t.Cleanup(func() { p.startAgain(context.WithoutCancel(t.Context()), "asterisk") })
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	desk.sees("连接断开,正在重连")
	p.until(patience, "asterisk is gone", func() bool { return syscall.Kill(pid, 0) != nil })
	p.startAgain(t.Context(), "asterisk")
	desk.sees("可以接听")
	desk.sees("话后整理")
	desk.is("the record is there", `document.querySelector("#summary")?.value === "话机服务器重启之前写的"`)
	p.allEnd(1, "completed")

	desk.press("q", altKey)
	desk.sees("等待来电")
	p.tell(tale(t, `caller dials; hears menu; presses 1`))
	desk.answers()
	desk.bothHear(p)
	desk.press(kb.F8)
	desk.sees("话后整理")
	p.tell(tale(t, `caller hears ask-rating; presses 1`))
	p.allEnd(2, "completed")
}

// deskOutlivesTheStores: who has signed in stays so while Redis has forgotten everything and
// Postgres is away, on a page that is loaded again too, and takes calls.
func deskOutlivesTheStores(t *testing.T, g *ground) {
	p, b, desk := atDesk(t, g)
	desk.press(kb.F9)
	desk.sees("等待来电")
	p.stopPostgres()
	p.flushRedis()
	desk.do("refresh", chromedp.Reload())
	desk.sees("等待来电")
	b.open(p.runs[controller].url).sees("等待来电")
	p.tell(tale(t, `caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 1 s`))
	desk.sees("通话中")
	desk.fill("summary", "数据库停着时写的")
	p.startAgain(t.Context(), "postgres")
	desk.sees("草稿已存")
	p.tell(tale(t, `wang hangs up`))
	p.settle()
}

// deskSilence: no sound for five seconds, in either direction, is told with what to check;
// the silence of a hold and of a mute is not.
func deskSilence(t *testing.T, g *ground) {
	p := newCast(t, g, tale(t, `wang is ready for consult`), unhurried)
	p.start(controller)
	desk := p.talksAtHisPage(controller)
	const warned = `document.body.innerText.includes("5 秒没有")`
	for _, chosen := range []struct {
		key, shows string
		modifiers  []chromedp.KeyOption
	}{
		{kb.F4, "保持中", nil},
		{"m", "取消静音", []chromedp.KeyOption{altKey}},
	} {
		desk.press(chosen.key, chosen.modifiers...)
		desk.sees(chosen.shows)
		for end := time.Now().Add(7 * time.Second); time.Now().Before(end); time.Sleep(time.Second) {
			if strings.Contains(desk.text(), "5 秒没有") {
				t.Fatalf("warned of a silence he chose (%s)", chosen.shows)
			}
		}
		desk.press(chosen.key, chosen.modifiers...)
		desk.sees("通话中")
		desk.bothHear(p)
	}

	desk.do("the microphone goes dead", chromedp.Evaluate(`globalThis.microphoneTrack.enabled = false`, nil))
	desk.sees("5 秒没有送出您的声音")
	desk.accessible("warned of silence")
	desk.do("and is back", chromedp.Evaluate(`globalThis.microphoneTrack.enabled = true`, nil))
	desk.is("the warning is taken back", "!("+warned+")")
	p.caller.Vanish()
	desk.sees("5 秒没有收到对方的声音")
	desk.press(kb.F8)
	desk.sees("话后整理")
	p.settle() // Asterisk gives up on who is gone
}
