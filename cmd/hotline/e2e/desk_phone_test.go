package e2e

import (
	"context"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"hotline/cmd/callsim/phone"
)

// ear lets a test hear what the page's phone plays: how much of it is a tone, 0 to 1.
// The microphone is left as it is: a browser takes a steady tone for noise.
const ear = `(() => {
	const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
	navigator.mediaDevices.getUserMedia = () => open({ audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } })
		.then((stream) => (globalThis.microphoneTrack = stream.getAudioTracks()[0], stream))
	const Real = RTCPeerConnection
	globalThis.RTCPeerConnection = class extends Real {
		constructor(...given) {
			super(...given)
			this.addEventListener("track", (e) => {
				const audio = new AudioContext(), meter = audio.createAnalyser()
				meter.fftSize = 8192
				audio.createMediaStreamSource(e.streams[0] ?? new MediaStream([e.track])).connect(meter)
				const samples = new Float32Array(meter.fftSize)
				globalThis.hears = (hertz) => {
					meter.getFloatTimeDomainData(samples)
					let re = 0, im = 0, all = 0
					samples.forEach((s, n) => {
						const at = 2 * Math.PI * hertz * n / audio.sampleRate
						re += s * Math.cos(at); im += s * Math.sin(at); all += s * s
					})
					return all < 1e-4 ? 0 : 2 * (re * re + im * im) / (all * samples.length)
				}
			})
		}
	}
})()`

// bothHear: the caller hears the microphone, the page the caller.
func (p *tab) bothHear(house *player) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	if err := house.caller.Hears(ctx, browserTone); err != nil {
		p.t.Fatalf("%v; the page shows:\n%s", err, p.text())
	}
	p.is("the browser hears the caller", "globalThis.hears?.("+strconv.Itoa(callerTone)+") > 0.5")
}

// hearsTone: the page hears a tone.
func (p *tab) hearsTone(hertz int) {
	p.t.Helper()
	p.is("the page hears "+strconv.Itoa(hertz)+" Hz", "globalThis.hears?.("+strconv.Itoa(hertz)+") > 0.15")
}

// quiet reports that the caller has heard nothing of the browser for a second.
func quiet(house *player) bool {
	return !slices.ContainsFunc(house.caller.Heard(), func(h phone.Heard) bool {
		return h.Hertz == browserTone && time.Since(h.To) < time.Second
	})
}

// deskInBrowser: the page is the phone. Answered, muted, held, and not taken away by a
// second tab.
func deskInBrowser(t *testing.T, g *ground) {
	p := newCast(t, g, tale(t, `wang is ready for consult`), unhurried)
	p.start(controller)
	b := newBrowser(t)
	desk := b.openWith(p.runs[controller].url, chromedp.ActionFunc(func(ctx context.Context) error {
		_, err := page.AddScriptToEvaluateOnNewDocument(ear).Do(ctx)
		return err
	}))
	desk.signsIn("18001", "web")
	desk.sees("可以接听")
	desk.accessible("desk with a browser phone")
	desk.do("a test call", chromedp.Click(`//button[contains(., "试打一通")]`, chromedp.BySearch))
	desk.hearsTone(browserTone) // played back
	desk.sees("试打一通")
	desk.press(kb.F9)
	desk.sees("等待来电")

	p.tell(tale(t, `caller dials; hears menu; presses 1`))
	desk.sees("138****1234")
	desk.sees("拒接")
	desk.is("it rings here", `[...document.querySelectorAll("button")].some(b => b.innerText.startsWith("接听"))`)
	desk.press(kb.F2)
	desk.sees("通话中")
	desk.bothHear(p)

	desk.press("m", chromedp.KeyModifiers(input.ModifierAlt))
	desk.sees("取消静音")
	p.until(patience, "nothing is heard of who is mute", func() bool { return quiet(p) })
	desk.press("m", chromedp.KeyModifiers(input.ModifierAlt))
	desk.bothHear(p)

	desk.press(kb.F4)
	desk.sees("保持中")
	p.until(patience, "the microphone does not leak", func() bool { return quiet(p) })
	desk.press(kb.F4)
	desk.bothHear(p)

	second := b.open(p.runs[controller].url)
	second.sees("另一个标签页正在使用浏览器电话")
	desk.bothHear(p)

	desk.press(kb.F8)
	desk.sees("话后整理")
	p.settle()
}
