package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// mostFirst is what the first page may weigh on the wire, JavaScript and CSS; slowest
// is when it must be there. A machine that runs other tests beside is given more.
const (
	mostFirst  = 600_000
	slowest    = 1_500.0
	indulgence = 4
)

// office are people who do not answer calls.
func (h *house) office() {
	h.t.Helper()
	raw, err := json.Marshal(map[string]any{"staff": []map[string]any{
		{"id": "2001", "name": "陈主任", "roles": []string{"manager"}, "password": staffPassword},
		{"id": "2002", "name": "管理员", "roles": []string{"admin"}, "password": staffPassword},
		{"id": "2003", "name": "审计员", "roles": []string{"auditor"}, "password": staffPassword},
	}})
	if err != nil {
		h.t.Fatal(err)
	}
	file := filepath.Join(h.dir, "office.json")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		h.t.Fatal(err)
	}
	h.command("staff", "import", file)
}

// opened are buttons that show more of a page.
func opened(view string) []string {
	return map[string][]string{
		"/admin/topics": {"修改普通话咨询", "加一项预留"}, "/admin/hours": {"新建服务时间", "加一个例外"}, "/admin/words": {"加一个词"},
	}[view]
}

// deskEveryPage: each page can be used by everybody, in each of its looks, and the first
// is there at once.
func deskEveryPage(t *testing.T, g *ground) {
	p := newCast(t, g, tale(t, `wang is ready for consult`), unhurried)
	p.office()
	p.start(controller)
	p.tell(tale(t, `wang is ready for consult; caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 1 s`))

	first := newBrowser(t).open(p.runs[controller].url)
	first.firstPaint()
	first.everyLook("sign-in")
	first.picture("sign-in")
	for _, who := range []struct {
		staff string
		views []string
	}{
		{"2001", []string{
			"/floor", "/calls", "/reports", "/reports?page=service", "/reports?page=agents&compare=year", "/reports?page=subjects", "/reports?page=satisfaction", "/reports?page=orders",
			"/reports?page=yi", "/reports?page=link", "/reports/calls?figure=connect_rate_a&side=whole&from=2026-01-01T00:00:00Z&to=2036-01-01T00:00:00Z", "/staffing", "/quality", "/worklist", "/knowledge", "/duty", "/blocks", "/exports", "/disclosures", "/retention",
		}},
		{"2002", []string{"/staff", "/retention", "/admin/topics", "/admin/hours", "/admin/words", "/admin/numbers", "/admin/walls", "/admin/prompts"}},
		{"2003", []string{"/audit", "/disclosures", "/retention"}},
	} {
		page := newBrowser(t).open(p.runs[controller].url)
		page.signsIn(who.staff, "")
		for _, view := range who.views {
			page.visit(view)
			page.is("has read what it shows", `!document.body.innerText.includes("正在读取")`)
			for _, button := range opened(view) {
				page.pushes(button)
			}
			page.everyLook(view)
		}
		if who.staff == "2001" {
			page.callIsShown(p)
			page.figuresOpen()
			page.keepsAView()
		}
	}
	p.tell(tale(t, `wang hangs up`))
	p.settle()
}

// keepsAView: a report is kept under a name and opened again by it.
func (p *tab) keepsAView() {
	p.t.Helper()
	p.visit("/reports?page=satisfaction&compare=year")
	p.pushes("保存为视图")
	p.fill("view-title", "满意率比上年")
	p.pushes("保存")
	p.sees("删除这个视图")
	p.visit("/reports")
	p.is("the view is offered", `[...document.querySelectorAll("option")].some((o) => o.innerText === "满意率比上年")`)
	p.do("open it", chromedp.Evaluate(`(() => {
		const option = [...document.querySelectorAll("option")].find((o) => o.innerText === "满意率比上年");
		option.parentElement.value = option.value;
		option.parentElement.dispatchEvent(new Event("change", {bubbles: true}));
	})()`, nil))
	p.is("it is open", `location.hash.includes("page=satisfaction") && location.hash.includes("compare=year")`)
	p.pushes("删除这个视图")
	p.is("it is gone", `![...document.querySelectorAll("option")].some((o) => o.innerText === "满意率比上年")`)
}

// callIsShown opens the call from the list.
func (p *tab) callIsShown(house *player) {
	p.t.Helper()
	p.visit("/floor")
	p.sees("138****1234")
	p.picture("floor")
	p.visit("/calls?call=" + house.callID().String())
	p.sees("一通来电")
	p.sees("138****1234")
	p.accessible("one call")
}

// notInNames makes a file's name of a page's.
var notInNames = strings.NewReplacer("/", "-", " ", "-", "?", "-", "=", "-", "&", "-", ":", "-")

// everyLook checks a page light, dark and large.
func (p *tab) everyLook(name string) {
	p.t.Helper()
	for _, look := range []string{"", "dark", "large"} {
		p.do(look, chromedp.Evaluate(`document.documentElement.className = `+quoted(look), nil))
		p.accessible(name + " " + look)
		p.picture(strings.Trim(notInNames.Replace(name+" "+look), "-"))
	}
	p.do("light", chromedp.Evaluate(`document.documentElement.className = ""`, nil))
}

// firstPaint loads the page anew with nothing kept, and weighs it.
func (p *tab) firstPaint() {
	p.t.Helper()
	p.do("reload", network.ClearBrowserCache(), chromedp.Reload(), chromedp.WaitVisible("#staff"))
	p.is("painted", `performance.getEntriesByName("first-contentful-paint").length > 0`)
	var weight, paint float64
	p.do("weigh",
		chromedp.Evaluate(`performance.getEntriesByType("resource").filter(r => /\.(js|css)$/.test(r.name)).reduce((sum, r) => sum + r.encodedBodySize, 0)`, &weight),
		chromedp.Evaluate(`performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0`, &paint))
	p.t.Logf("first page: %.0f bytes of JS and CSS, first paint after %.0f ms", weight, paint)
	if weight == 0 || weight > mostFirst {
		p.t.Errorf("the first page weighs %.0f bytes, at most %d", weight, mostFirst)
	}
	if paint == 0 || paint > slowest*indulgence {
		p.t.Errorf("first paint after %.0f ms", paint)
	}
}
