package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hotline/cmd/hotline/ui"
)

// screenshots is where pictures for people are put, when they are asked for.
const screenshots = "HOTLINE_SCREENSHOTS"

// reasonGiven is what a person types who is asked why.
const reasonGiven = "演练"

// tab is one page of it.
type tab struct {
	*browser
	ctx context.Context

	mu     sync.Mutex
	faults []string // what the page threw
}

// open opens a tab. Tabs of one browser share cookies, as a person's do.
func (b *browser) open(url string) *tab {
	b.t.Helper()
	return b.openWith(url)
}

// openWith does something to the tab before it loads the page.
func (b *browser) openWith(url string, before ...chromedp.Action) *tab {
	b.t.Helper()
	if !ui.Embedded().Built() {
		b.t.Fatal("the web app is not built: run make ui first")
	}
	ctx, closeTab := chromedp.NewContext(b.ctx)
	b.t.Cleanup(closeTab)
	p := &tab{browser: b, ctx: ctx}
	chromedp.ListenTarget(ctx, func(event any) {
		switch e := event.(type) {
		case *runtime.EventExceptionThrown:
			p.mu.Lock()
			defer p.mu.Unlock()
			p.faults = append(p.faults, e.ExceptionDetails.Error())
		case *page.EventJavascriptDialogOpening: // who is asked says yes, and gives a reason
			answer := page.HandleJavaScriptDialog(true)
			if e.Type == page.DialogTypePrompt {
				answer = answer.WithPromptText(reasonGiven)
			}
			go func() { _ = chromedp.Run(ctx, answer) }()
		}
	})
	b.t.Cleanup(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, fault := range p.faults {
			b.t.Errorf("the page threw: %s", fault)
		}
	})
	// The first Run makes the tab and must not end it with a deadline of its own.
	still := emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}})
	if err := chromedp.Run(ctx, emulation.SetDeviceMetricsOverride(1366, 768, 1, false), still); err != nil {
		b.t.Fatalf("open a tab: %v", err)
	}
	p.do("go to "+url, append(before, chromedp.Navigate(url))...)
	return p
}

func (p *tab) do(what string, actions ...chromedp.Action) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	for _, action := range actions {
		err := chromedp.Run(ctx, action)
		for replaced(err) && ctx.Err() == nil {
			time.Sleep(50 * time.Millisecond)
			err = chromedp.Run(ctx, action)
		}
		if err != nil {
			p.t.Fatalf("%s: %v; the page shows:\n%s", what, err, p.text())
		}
	}
}

// replaced: the page drew the element anew between finding it and touching it. A person
// who sees that clicks what stands there now.
func replaced(err error) bool {
	if err == nil {
		return false
	}
	for _, said := range []string{"find node with given id", "No node with given id", "detached", "content quads", "layout object", "invalid dimensions"} {
		if strings.Contains(err.Error(), said) {
			return true
		}
	}
	return false
}

func (p *tab) text() (text string) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	_ = chromedp.Run(ctx, chromedp.Evaluate(`document.body?.innerText ?? ""`, &text))
	return text
}

// is waits until an expression is true on the page.
func (p *tab) is(what, expression string) {
	p.t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		var yes bool
		ctx, cancel := context.WithTimeout(p.ctx, patience)
		err := chromedp.Run(ctx, chromedp.Evaluate("Boolean("+expression+")", &yes))
		cancel()
		if err == nil && yes {
			return
		}
		if time.Now().After(deadline) {
			p.t.Fatalf("%s: not within %s (%v); the page shows:\n%s", what, patience, err, p.text())
		}
	}
}

// sees waits for words on the page.
func (p *tab) sees(words string) {
	p.t.Helper()
	p.is("sees "+words, fmt.Sprintf("document.body.innerText.includes(%s)", quoted(words)))
}

// fill types into the field of that id, as a person does.
func (p *tab) fill(id, text string) {
	p.t.Helper()
	p.is("enters "+id, fmt.Sprintf(`(f => { f?.focus(); return f && f === document.activeElement })(document.getElementById(%s))`, quoted(id)))
	p.do("fill "+id, keys(text))
}

// choose types the beginning of a word's pinyin into a list and takes the first.
func (p *tab) choose(id, typed, word string) {
	p.t.Helper()
	p.fill(id, typed)
	p.is(id+" offers "+word, fmt.Sprintf(
		`[...document.querySelectorAll(".el-select-dropdown__item.is-hovering, .el-select-dropdown__item.hover")].some(o => o.offsetParent && o.innerText === %s)`, quoted(word)))
	p.do("take "+word, keys(kb.Enter))
}

// press presses a key by itself, or a letter with Alt or Ctrl, which writes nothing.
func (p *tab) press(key string, modifiers ...chromedp.KeyOption) {
	p.t.Helper()
	p.do("press "+key, keys(key, modifiers...))
}

// keys are struck as a keyboard does it: a page that took the key for itself gets no
// character after it. (chromedp's own keys write all the same, so an Enter that chose
// from a list would send the form as well.)
func keys(text string, modifiers ...chromedp.KeyOption) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		for _, key := range text {
			for _, event := range kb.Encode(key) {
				if event.Type == input.KeyChar && len(modifiers) > 0 {
					continue
				}
				if event.Type == input.KeyDown {
					event.Type = input.KeyRawDown
				}
				for _, with := range modifiers {
					event = with(event)
				}
				if err := event.Do(ctx); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// visit goes to a view of the app by its address.
func (p *tab) visit(view string) {
	p.t.Helper()
	p.do("visit "+view, chromedp.Evaluate("location.hash = "+quoted("#"+view), nil))
	p.is("is at "+view, fmt.Sprintf(`location.hash === %s && document.querySelector("main h1")`, quoted("#"+view)))
}

// signsIn signs a person in at a desk phone, or at none.
func (p *tab) signsIn(staff, seat string) {
	p.t.Helper()
	p.do("sign-in page", chromedp.WaitVisible("#staff"))
	p.fill("staff", staff)
	p.fill("password", staffPassword)
	switch seat {
	case "":
		p.do("no phone", chromedp.Click("input[value=none]"))
	case "web":
		p.do("the browser is the phone", chromedp.Click("input[value=web]"))
	default:
		p.fill("seat", seat)
	}
	p.press(kb.Enter)
	p.do("signed in", chromedp.WaitVisible("header.top"))
}

// accessible checks the page against WCAG 2.2 A and AA.
func (p *tab) accessible(name string) {
	p.t.Helper()
	axe, err := os.ReadFile(filepath.Join("..", "ui", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		p.t.Fatalf("axe: %v: run make ui first", err)
	}
	const run = `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
		.then(r => r.violations.map(v => v.id + ": " + v.nodes.map(n => n.target.join(" ") + " " + n.failureSummary).join("\n   ")))`
	var violations []string
	p.do("axe on "+name, chromedp.Evaluate(string(axe)+";0", nil),
		chromedp.Evaluate(run, &violations, func(e *runtime.EvaluateParams) *runtime.EvaluateParams { return e.WithAwaitPromise(true) }))
	for _, v := range violations {
		p.t.Errorf("%s: %s", name, v)
	}
}

// picture keeps a picture for people, if they asked for pictures.
func (p *tab) picture(name string) {
	p.t.Helper()
	folder := os.Getenv(screenshots)
	if folder == "" {
		return
	}
	var png []byte
	p.do("picture "+name, chromedp.Sleep(500*time.Millisecond), chromedp.CaptureScreenshot(&png))
	if err := os.WriteFile(filepath.Join(folder, name+".png"), png, 0o600); err != nil {
		p.t.Fatal(err)
	}
}

func quoted(text string) string {
	raw, err := json.Marshal(text)
	if err != nil {
		return strings.ToValidUTF8(text, "")
	}
	return string(raw)
}
