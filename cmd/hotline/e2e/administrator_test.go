package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// deskAdministrator: what an administrator changes on the page reaches the next caller
// without a restart: a key of the menu, and a prompt in Yi that nobody had recorded.
func deskAdministrator(t *testing.T, g *ground) {
	told := tale(t, `wang is ready for consult; li is ready for complaint`)
	p := newCast(t, g, told, unhurried)
	p.office()
	if err := os.Remove(filepath.Join(p.cfg.Asterisk.Sounds, "ii", "menu-yi.alaw")); err != nil {
		t.Fatal(err)
	}
	p.start(controller)
	p.tell(told)
	page := newBrowser(t).open(p.runs[controller].url)
	page.signsIn("2002", "")

	page.visit("/admin/topics")
	page.sees("现行的是配置文件里的")
	page.selects(`select[aria-label="按键 1 的主题"]`, "complaint")
	page.sees("有修改还没有保存")
	page.pushes("保存并生效")
	page.sees("现行第 1 版")
	page.picture("settings")
	p.tell(tale(t, `
		caller dials; hears menu; presses 1
		li's phone rings; li answers; both talk 1 s; li hangs up
		caller hears ask-rating; presses 1`))
	p.settle()

	page.visit("/admin/prompts")
	page.sees("彝语缺 1 条")
	page.picture("prompts")
	page.pushes("彝语 menu-yi")
	page.pushes("用浏览器录")
	page.sees("停止(2 秒)")
	page.pushes("停止(")
	page.pushes("启用这一版")
	page.sees("第 1 版")
	page.sees("在用")
	page.accessible("a prompt")
	page.picture("prompt")
	p.until(patience, "the sound is there", func() bool {
		_, err := os.Stat(filepath.Join(p.cfg.Asterisk.Sounds, "ii", "menu-yi.alaw"))
		return err == nil
	})
	time.Sleep(6 * time.Second) // the switchboard looks which prompts there are every five
	p.tell(tale(t, `caller dials; hears menu`))
	if err := p.caller.Hears(t.Context(), browserTone); err != nil {
		t.Fatalf("the caller does not hear what was recorded in the browser: %v; he heard %v", err, p.caller.Heard())
	}
	p.tell(tale(t, `caller hangs up`))
	p.settle()
	p.dictates(page)
}

// dictates: a prompt is spoken into a seat's telephone, and heard by nobody until somebody
// says so.
func (p *player) dictates(page *tab) {
	p.t.Helper()
	if err := p.agents["jike"].phone.Register(p.t.Context()); err != nil {
		p.t.Fatal(err)
	}
	page.selects(`.el-dialog select`, string(seats["jike"]))
	page.pushes("振铃录音")
	p.tell(tale(p.t, `jike's phone rings; jike answers`))
	time.Sleep(2 * time.Second) // he speaks
	p.tell(tale(p.t, `jike hangs up`))
	page.sees("话机录制")
	page.sees("第 2 版")
	var heard, length int
	if err := p.db.QueryRow(p.t.Context(), `
		SELECT u.version, s.millis FROM prompt_use u JOIN prompt_sound s USING (language, prompt)
		WHERE prompt = 'menu-yi' AND s.source = 'phone'`).Scan(&heard, &length); err != nil || heard != 1 || length < 500 {
		p.t.Errorf("heard is version %d, the dictation lasts %d ms: %v", heard, length, err)
	}
	page.pushes("启用第 2 版")
	p.until(patience, "the dictation is heard", func() bool {
		return p.db.QueryRow(p.t.Context(), `SELECT version FROM prompt_use WHERE prompt = 'menu-yi'`).Scan(&heard) == nil && heard == 2
	})
}

// pushes a button that says so, also in words that are only read.
func (p *tab) pushes(words string) {
	p.t.Helper()
	button := fmt.Sprintf(`[...document.querySelectorAll("button")].find(b => b.textContent.replace(/\s+/g, " ").includes(%s) && !b.disabled)`, quoted(words))
	p.is("there is a button "+words, button)
	p.do("click "+words, chromedp.Evaluate(button+".click()", nil))
}

// selects an option of any list.
func (p *tab) selects(selector, value string) {
	p.t.Helper()
	option := fmt.Sprintf(`document.querySelector(%s)?.querySelector(%s)`, quoted(selector), quoted(fmt.Sprintf("option[value=%q]", value)))
	p.is(selector+" offers "+value, option)
	p.do("pick "+value, chromedp.Evaluate(fmt.Sprintf(
		`(s => { s.value = %s; s.dispatchEvent(new Event("change", {bubbles: true})) })(document.querySelector(%s))`, quoted(value), quoted(selector)), nil))
}
