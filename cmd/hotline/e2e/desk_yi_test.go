package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// greeting is Yi for "hello"; the page has never shown any before.
const greeting = "ꑳꄀ ꌋꆀ ꃅꄷ ꆈꌠꁱꂷ"

// tofu counts the characters of a text that the field's font draws like one it does not have.
const tofu = `(async (field, text) => {
	const font = getComputedStyle(field).fontFamily
	await document.fonts.load("40px " + font, text)
	await document.fonts.ready
	const drawn = (c) => {
		const canvas = Object.assign(document.createElement("canvas"), { width: 60, height: 60 })
		const pen = canvas.getContext("2d")
		pen.font = "40px " + font
		pen.fillText(c, 5, 45)
		return canvas.toDataURL()
	}
	const missing = [drawn("\u{10FFFF}"), drawn(" ")]
	const pictures = [...text.replaceAll(" ", "")].map(drawn)
	return pictures.filter((p) => missing.includes(p)).length + (new Set(pictures).size < new Set(text.replaceAll(" ", "")).size ? 100 : 0)
})(document.querySelector("#staff"), ` + "`" + greeting + "`" + `)`

// deskYi: Yi text is drawn in its own font, which is fetched when the first of it is shown.
func deskYi(t *testing.T, g *ground) {
	p := newCast(t, g, tale(t, `wang is ready for consult`))
	p.start(controller)
	page := newBrowser(t).open(p.runs[controller].url)
	page.do("sign-in page", chromedp.WaitVisible("#staff"))
	const fonts = `performance.getEntriesByType("resource").filter(r => r.name.endsWith(".woff2")).length`
	var before, missing int
	page.do("before", chromedp.Evaluate(fonts, &before))
	if before != 0 {
		t.Error("the Yi font is fetched by a page without Yi")
	}
	page.do("type", chromedp.SetValue("#staff", greeting))
	page.do("glyphs", chromedp.Evaluate(tofu, &missing, awaited))
	if missing != 0 {
		t.Errorf("%d characters have no glyph of their own", missing)
	}
	page.is("the font was fetched", fonts+" === 1")
	page.picture("yi")
}
