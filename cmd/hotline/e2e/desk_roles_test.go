package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// hire imports accounts.
func (h *house) hire(people ...map[string]any) {
	h.t.Helper()
	raw, err := json.Marshal(map[string]any{"staff": people})
	if err != nil {
		h.t.Fatal(err)
	}
	file := filepath.Join(h.dir, "hired.json")
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		h.t.Fatal(err)
	}
	h.command("staff", "import", file)
}

// deskRoles: each role sees in its menu what is its own and nothing else; an address that is
// not its own leads home, and what it may not ask for is refused.
func deskRoles(t *testing.T, g *ground) {
	p := newCast(t, g, tale(t, `wang is ready for consult`))
	var people []map[string]any
	roles := []string{"duty", "affairs", "manager", "unit", "admin", "auditor"}
	for _, role := range roles {
		people = append(people, map[string]any{"id": role, "name": role, "roles": []string{role}, "password": staffPassword})
	}
	p.hire(people...)
	p.start(controller)
	const menu = `[...document.querySelectorAll("header.top nav a")].map(a => a.getAttribute("href"))`
	for _, role := range roles {
		page := newBrowser(t).open(p.runs[controller].url)
		page.signsIn(role, "")
		var shown []string
		page.do("menu", chromedp.Evaluate(menu, &shown))
		for _, view := range []struct {
			path, asks string
			of         []string
		}{
			{"/desk", "GET /api/presence", []string{"duty"}},
			{"/worklist", "GET /api/callbacks", []string{"duty", "affairs", "manager"}},
			{"/day", "GET /api/day", []string{"duty"}},
			{"/knowledge", "GET /api/knowledge", []string{"duty", "affairs", "manager"}},
			{"/floor", "GET /api/agents", []string{"affairs", "manager"}},
			{"/calls", "GET /api/calls", []string{"duty", "affairs", "manager"}},
			{"/duty", "DELETE /api/duty-turns/2026-11-23/morning/nobody", []string{"manager"}},
			{"/blocks", "GET /api/blocks", []string{"affairs", "manager"}},
			{"/staff", "GET /api/staff", []string{"admin"}},
			{"/audit", "GET /api/audit", []string{"auditor"}},
			{"/reports", "", []string{"duty", "affairs", "manager"}},
			{"/staffing", "", []string{"affairs", "manager"}},
			{"/quality", "", []string{"duty", "affairs", "manager"}},
			{"/orders", "", []string{"duty", "affairs", "manager"}},
			{"/exchange", "GET /api/exchange", []string{"affairs", "manager"}},
			{"/unit", "", []string{"unit"}},
			{"/units", "", []string{"manager", "admin"}},
			{"/admin", "", []string{"admin"}},
			{"/exports", "", []string{"affairs", "manager"}},
			{"/disclosures", "", []string{"affairs", "manager", "auditor"}},
			{"/retention", "GET /api/retention", []string{"manager", "admin", "auditor"}},
		} {
			may := slices.Contains(view.of, role)
			if slices.Contains(shown, "#"+view.path) != may {
				t.Errorf("%s: the menu has %v", role, shown)
			}
			if method, path, asks := strings.Cut(view.asks, " "); asks {
				var status int
				page.do("ask", chromedp.Evaluate(`fetch(`+quoted(path)+`, {method: `+quoted(method)+`}).then(r => r.status)`, &status, awaited))
				if may != (status < 300) || !may && status != 403 {
					t.Errorf("%s: %s is answered %d", role, view.asks, status)
				}
			}
			if !may {
				page.do("go there anyway", chromedp.Evaluate("location.hash = "+quoted("#"+view.path), nil))
				page.is("is sent home", `location.hash !== `+quoted("#"+view.path))
			}
		}
	}
}
