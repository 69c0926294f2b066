package api

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"hotline/callcenter"
	"hotline/records"
	"hotline/records/document"
)

// answer is what somebody is answered.
func answer(server http.Handler, who, method, path string) *httptest.ResponseRecorder {
	req := httptest.NewRequest(method, path, nil)
	req.Header.Set("Who", who)
	w := httptest.NewRecorder()
	server.ServeHTTP(w, req)
	return w
}

func TestListsAreTakenAway(t *testing.T) {
	t.Parallel()
	r, call := told(t)
	server := serve(r)
	w := answer(server, "affairs", "GET", "/api/exports/calls?from=2026-03-02T00:00:00%2B08:00")
	lines := strings.Split(strings.TrimPrefix(w.Body.String(), document.BOM), "\r\n")
	if w.Code != 200 || !strings.HasPrefix(w.Body.String(), document.BOM) || len(lines) != 4 || !strings.HasPrefix(lines[0], "来电编号,来电时间,来电号码") {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if !strings.HasPrefix(lines[2], call.String()+",2026-03-02 12:00:00,138****1234,") || !strings.HasPrefix(w.Header().Get("Content-Disposition"), `attachment; filename="calls-`) {
		t.Errorf("%s %v", lines[2], w.Header())
	}
	if w := answer(server, "manager", "GET", "/api/exports/consultations?region=511102"); w.Code != 200 || strings.Contains(w.Body.String(), call.String()) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	for _, q := range []request{
		{"", "GET", "/api/exports/calls", nil, 401, "请先登录"},
		{"auditor", "GET", "/api/exports/calls", nil, 403, "没有"},
		{"manager", "GET", "/api/exports/calls?from=nonsense", nil, 422, "from"},
		{"manager", "GET", "/api/audit/file?call=nonsense", nil, 422, "编号"},
		{"1001", "GET", "/api/audit/file", nil, 403, "审计员"},
	} {
		q.try(t, server)
	}
	if w := answer(server, "manager", "GET", "/api/audit/file?staff=2001"); w.Code != 200 || strings.Count(w.Body.String(), "export_calls") != 2 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	page, err := r.Looks(t.Context(), records.LookFilter{Staff: "2001"})
	if err != nil || len(page.Looks) != 2 || page.Looks[1].Action != "export_calls" || page.Looks[0].Action != "export_calls.done" || page.Looks[0].Object != page.Looks[1].Object {
		t.Fatalf("%+v, %v", page, err)
	}
	if after := string(page.Looks[0].After); !strings.Contains(after, `"rows": 2`) || !strings.Contains(after, `"whole": true`) {
		t.Errorf("noted %s", after)
	}
	if asked := string(page.Looks[1].After); !strings.Contains(asked, "2026-03-0") || !strings.Contains(asked, `"list": "calls"`) {
		t.Errorf("noted %s", asked)
	}
}

func TestWholeNumbersPastTwoPeople(t *testing.T) {
	t.Parallel()
	r, _ := told(t)
	server := serve(r)
	const numbers = "/api/exports/numbers"
	ask := fields{"list": "calls", "from": "2026-03-02T00:00:00+08:00", "to": "2026-03-03T00:00:00+08:00", "reason": "法院依法调取"}
	request{"manager", "POST", numbers, fields{"list": "calls"}, 422, "reason"}.try(t, server)
	request{"affairs", "POST", numbers, ask, 201, `"state":"asked"`}.try(t, server)
	page, err := r.NumberExports(t.Context(), "", 0)
	if err == nil && len(page.Exports) != 0 {
		t.Error("the program reads what only people may")
	}
	ctx, asker := records.Asking(t.Context())
	*asker = records.Asker{Staff: "2001", Reach: records.All}
	if page, err = r.NumberExports(ctx, "", 0); err != nil || len(page.Exports) != 1 {
		t.Fatalf("%+v, %v", page, err)
	}
	one := numbers + "/" + page.Exports[0].ID.String()
	for _, q := range []request{
		{"affairs", "POST", one + "/file", nil, 409, "还没有审批"},
		{"affairs", "PUT", one + "/decision", fields{"approved": true}, 403, "另一人"},
		{"manager", "PUT", numbers + "/" + callcenter.NewID(at).String() + "/decision", fields{"approved": true}, 404, "没有"},
		{"manager", "PUT", one + "/decision", fields{"approved": true}, 200, `"state":"approved"`},
		{"manager", "PUT", one + "/decision", fields{"approved": true}, 409, "已经审批"},
		{"manager", "POST", one + "/file", nil, 403, "本人"},
		{"affairs", "POST", one + "/file", nil, 200, "13800001234"},
		{"affairs", "POST", one + "/file", nil, 409, "取走过"},
		{"affairs", "GET", numbers, nil, 200, `"state":"taken"`},
	} {
		q.try(t, server)
	}
}

// What breaks on the way breaks off: half a list does not look like a whole one, and the
// audit says how much of it went out. Others wait no longer for it.
func TestABrokenExportIsNoWholeOne(t *testing.T) {
	t.Parallel()
	r, _ := told(t)
	server := serve(r)
	for range exportsAtOnce + 1 { // each gives its place back
		func() {
			defer func() {
				if recover() != http.ErrAbortHandler {
					t.Error("it ended as if it were whole")
				}
			}()
			req := httptest.NewRequest("GET", "/api/exports/calls", nil)
			req.Header.Set("Who", "manager")
			server.ServeHTTP(gone{httptest.NewRecorder()}, req)
		}()
	}
	page, err := r.Looks(t.Context(), records.LookFilter{Action: "export_calls.done"})
	if err != nil || len(page.Looks) != exportsAtOnce+1 || !strings.Contains(string(page.Looks[0].After), `"whole": false`) {
		t.Errorf("%+v, %v", page, err)
	}
}

// gone is a reader who has gone.
type gone struct{ *httptest.ResponseRecorder }

func (gone) Write([]byte) (int, error) { return 0, http.ErrHandlerTimeout }

func TestCellsAreNoFormulas(t *testing.T) {
	t.Parallel()
	got := document.Harmless([]string{"=1+1", "+86", "-1", "@x", "\tx", "平常", ""})
	if want := "'=1+1 '+86 '-1 '@x '\tx 平常 "; strings.Join(got, " ") != want {
		t.Errorf("%q", got)
	}
}

func TestDisclosuresAndRetention(t *testing.T) {
	t.Parallel()
	r, call := told(t)
	server := serve(r)
	given := fields{"disclosed_at": "2026-03-02T12:00:00+08:00", "recipient": "市中区人民法院", "content": "录音一段", "basis": "民事诉讼法第 70 条", "call": call.String()}
	for _, q := range []request{
		{"", "POST", "/api/disclosures", given, 401, "请先登录"},
		{"auditor", "POST", "/api/disclosures", given, 403, "没有"},
		{"manager", "POST", "/api/disclosures", fields{}, 422, "recipient"},
		{"manager", "POST", "/api/disclosures", given, 201, `"staff":"manager"`},
		{"manager", "GET", "/api/disclosures?call=" + call.String(), nil, 200, "市中区人民法院"},
		{"manager", "GET", "/api/disclosures?from=2026-03-03T00:00:00%2B08:00", nil, 200, `"disclosures":[]`},
		{"manager", "GET", "/api/retention", nil, 200, `"least_days":1096`},
		{"manager", "PUT", "/api/retention/audit", fields{"keep_days": 100}, 422, "180"},
		{"manager", "PUT", "/api/retention/audit", fields{"keep_days": 365}, 200, `"keep_days":365`},
		{"manager", "PUT", "/api/retention/nonsense", fields{"keep_days": 365}, 404, "没有"},
		{"manager", "GET", "/api/retention/deletions", nil, 200, `"deletions":[]`},
		{"auditor", "GET", "/api/retention", nil, 403, "没有"},
	} {
		q.try(t, server)
	}
}
