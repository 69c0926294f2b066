package e2e

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"math"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// browserTone is what the browser's microphone hears.
const browserTone = 1130

// browser is a real Chromium whose microphone hears a tone.
type browser struct {
	t   testing.TB
	ctx context.Context
}

func newBrowser(t testing.TB) *browser { return newBrowserHearing(t, browserTone) }

func newBrowserHearing(t testing.TB, hertz int) *browser {
	t.Helper()
	sound := filepath.Join(t.TempDir(), "tone.wav")
	writeTone(t, sound, hertz)
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath("/usr/bin/chromium"), chromedp.NoSandbox, chromedp.WSURLReadTimeout(time.Minute),
		chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-fake-ui-for-media-stream", true),
		chromedp.Flag("use-file-for-fake-audio-capture", sound), chromedp.Flag("autoplay-policy", "no-user-gesture-required"),
		chromedp.Flag("allow-loopback-in-peer-connection", true), chromedp.Flag("mute-audio", false),
	)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, closeBrowser := chromedp.NewContext(allocator)
	t.Cleanup(closeBrowser)
	if err := chromedp.Run(ctx); err != nil {
		t.Fatalf("Chromium does not start: %v\ninstall it with: deploy/install.sh test", err)
	}
	return &browser{t, ctx}
}

// tab opens a page of the controller in a new tab, signed in by that cookie.
func (b *browser) tab(url string, cookie *http.Cookie, scripts ...string) *webTab {
	b.t.Helper()
	ctx, closeTab := chromedp.NewContext(b.ctx)
	w := &webTab{t: b.t, ctx: ctx, Close: closeTab}
	b.t.Cleanup(closeTab)
	if err := chromedp.Run(ctx); err != nil { // under the tab's own context: it lives as long
		b.t.Fatalf("a new tab: %v", err)
	}
	w.scripts = scripts
	w.goOn(url, cookie)
	return w
}

// goOn loads the page, or loads it again: all that was in it is gone.
func (w *webTab) goOn(url string, cookie *http.Cookie) {
	w.t.Helper()
	w.run(
		network.SetCookie(cookie.Name, cookie.Value).WithURL(url).WithHTTPOnly(true),
		chromedp.Navigate(url+"/healthz"),
	)
	for _, script := range w.scripts {
		w.run(chromedp.Evaluate(script, nil))
	}
}

type webTab struct {
	t       testing.TB
	ctx     context.Context
	scripts []string
	Close   func()
}

func (w *webTab) run(actions ...chromedp.Action) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		w.t.Fatalf("browser: %v", err)
	}
}

// is evaluates an expression, waiting for a promise.
func is[T any](w *webTab, expression string) (value T) {
	w.t.Helper()
	w.run(chromedp.Evaluate(expression, &value, awaited))
	return value
}

// writeTone writes a minute of a tone as the fake microphone wants it.
func writeTone(t testing.TB, path string, hertz int) {
	t.Helper()
	const rate = 48000
	samples := make([]int16, rate) // a second, played over and over
	for i := range samples {
		samples[i] = int16(12000 * math.Sin(2*math.Pi*float64(hertz)*float64(i)/rate))
	}
	var b bytes.Buffer
	b.WriteString("RIFF")
	for _, part := range []any{
		uint32(36 + 2*len(samples)), []byte("WAVEfmt "), uint32(16), uint16(1), uint16(1), uint32(rate), uint32(2 * rate),
		uint16(2), uint16(16), []byte("data"), uint32(2 * len(samples)), samples,
	} {
		_ = binary.Write(&b, binary.LittleEndian, part)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// phoneScripts are jssip, bundled from what the web app is built of, and the test's phone.
var phoneScripts = sync.OnceValues(func() ([]string, error) {
	app, err := filepath.Abs("../ui")
	if err != nil {
		return nil, err
	}
	bundle, bin := filepath.Join(programFolder(), "jssip.js"), filepath.Join(app, "node_modules", ".bin")
	command := exec.Command(filepath.Join(bin, "rolldown"), "node_modules/jssip/lib/JsSIP.js", "--format", "iife", "--name", "JsSIP", "-o", bundle)
	command.Env, command.Dir = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH")), app
	if out, err := command.CombinedOutput(); err != nil {
		return nil, &exec.Error{Name: string(out), Err: err}
	}
	jssip, err := os.ReadFile(bundle)
	if err != nil {
		return nil, err
	}
	phone, err := os.ReadFile("webphone.js")
	return []string{string(jssip), string(phone)}, err
})

// signInBrowser signs a person in the way a browser does.
func (p *player) signInBrowser(at, staff, seat string) *http.Cookie {
	p.t.Helper()
	raw, _ := json.Marshal(map[string]any{"staff": staff, "password": staffPassword, "seat": seat, "browser": true})
	var cookie *http.Cookie
	p.until(patience, staff+" signs in", func() bool {
		answer, err := http.Post(p.runs[at].url+"/api/session", "application/json", bytes.NewReader(raw))
		if err != nil {
			return false
		}
		defer func() { _ = answer.Body.Close() }()
		if answer.StatusCode != http.StatusCreated || len(answer.Cookies()) != 1 {
			return false
		}
		cookie = answer.Cookies()[0]
		return true
	})
	return cookie
}
