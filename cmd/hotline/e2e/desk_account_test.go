package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/pquerna/otp/totp"

	"hotline/cmd/hotline/config"
)

// deskAccount: a new manager signs in with the password he was given, chooses his own, binds
// an authenticator, and is asked for its code the next time.
func deskAccount(t *testing.T, g *ground) {
	p := newCast(t, g, tale(t, `wang is ready for consult`), func(cfg *config.Config) { cfg.Agents.SecondFactor = true })
	p.hire(map[string]any{"id": "2009", "name": "周主任", "roles": []string{"manager"}, "password": staffPassword, "must_change": true})
	p.start(controller)
	page := newBrowser(t).open(p.runs[controller].url)
	in := func(password string) {
		page.do("sign-in page", chromedp.WaitVisible("#staff"))
		page.fill("staff", "2009")
		page.fill("password", password)
		page.do("no phone", chromedp.Click("input[value=none]"))
		page.press(kb.Enter)
	}
	in(staffPassword)
	page.do("he must change it", chromedp.WaitVisible("#old"))
	page.accessible("change of password")
	const own = "his-own-password-9"
	page.fill("old", staffPassword)
	page.fill("new", own)
	page.fill("again", own)
	page.press(kb.Enter)
	page.sees("扫不了时手工输入密钥")
	page.accessible("enrolment")
	var secret string
	page.do("the secret", chromedp.Text("form .number", &secret))
	code := func() string {
		digits, err := totp.GenerateCode(strings.TrimSpace(secret), time.Now())
		if err != nil {
			t.Fatal(err)
		}
		return digits
	}
	used := code()
	page.fill("code", used)
	page.press(kb.Enter)
	page.do("signed in", chromedp.WaitVisible("header.top"))
	page.do("sign out", chromedp.Click(`//header//button[. = "退出"]`, chromedp.BySearch))

	in(own)
	page.do("the code", chromedp.WaitVisible("#code"))
	page.fill("code", "000000")
	page.press(kb.Enter)
	page.do("refused", chromedp.WaitVisible("[role=alert]"))
	page.accessible("second factor")
	p.until(patience, "a code that was not used", func() bool { return code() != used })
	page.do("again", chromedp.Focus("#code"), chromedp.Evaluate(`document.querySelector("#code").select()`, nil))
	page.fill("code", code())
	page.press(kb.Enter)
	page.do("signed in again", chromedp.WaitVisible("header.top"))
}
