package api

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records"
)

type request struct {
	who, method, path string
	body              any
	status            int
	contains          string
}

func (q request) try(t *testing.T, server http.Handler) string {
	t.Helper()
	raw, err := json.Marshal(q.body)
	if err != nil {
		t.Fatal(err)
	}
	req := httptest.NewRequest(q.method, q.path, strings.NewReader(string(raw)))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Who", q.who)
	w := httptest.NewRecorder()
	server.ServeHTTP(w, req)
	if body := w.Body.String(); w.Code != q.status || !strings.Contains(body, q.contains) {
		t.Errorf("%q %s %s: %d %s, want %d %s", q.who, q.method, q.path, w.Code, body, q.status, q.contains)
	}
	return w.Body.String()
}

type fields map[string]any

func filled(id string, base int, more fields) fields {
	f := fields{
		"id": id, "base": base, "dictionary_version": 1, "caller_kinds": []string{"migrant_worker"}, "region": "511102",
		"matter_1": "civil", "matter_2": "wages", "service_kind": "advice", "result": "answered", "secrecy": "ordinary",
		"spoken_language": "mandarin", "summary": "欠薪三个月", "answer": "可申请仲裁",
	}
	for k, v := range more {
		f[k] = v
	}
	return f
}

func TestWhoMayEditWhat(t *testing.T) {
	t.Parallel()
	r, call := told(t)
	server := serve(r)
	path := "/api/consultations/" + call.String()
	draft := fields{"id": "d1", "summary": "写到一半"}
	for _, q := range []request{
		{"", "PUT", path, filled("a", 0, nil), 401, "请先登录"},
		{"auditor", "PUT", path, filled("a", 0, nil), 403, "没有"},
		{"1002", "PUT", path, filled("a", 0, nil), 404, "没有编号"},
		{"1002", "PUT", path + "/draft", draft, 404, "没有编号"},
		{"1001", "PUT", path + "/draft", draft, 204, ""},
		{"1001", "PUT", path + "/draft", fields{"id": "d 1"}, 422, "id"},
		{"1001", "PUT", path + "/draft", fields{"id": "d2", "region": "张三"}, 422, "字典代码"},
	} {
		q.try(t, server)
	}
	if err := r.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, q := range []request{
		{"1001", "GET", path, nil, 200, "写到一半"},
		{"manager", "GET", path, nil, 200, `"revision":0`},
		{"1001", "PUT", path, filled("a", 0, fields{"concern": "open"}), 200, `"revision":1`},
		{"1001", "PUT", path, filled("a", 0, fields{"concern": "open"}), 200, `"revision":1`},
		{"manager", "PUT", path, filled("b", 0, nil), 409, "1001"},
		{"manager", "PUT", path, filled("b", 1, fields{"result": "order", "concern": "open"}), 200, `"revision":2`},
		{"1001", "PUT", path, filled("c", 2, fields{"concern": "joined", "matter": "nonsense"}), 422, "编号"},
		{"1001", "GET", path + "/edits", nil, 200, `"field":"result","before":"answered","after":"order"`},
		{"1002", "GET", path + "/edits", nil, 404, "没有编号"},
	} {
		q.try(t, server)
	}
	march := "/api/reports/figures?from=2026-03-01T00:00:00%2B08:00&to=2026-04-01T00:00:00%2B08:00"
	for _, q := range []request{
		{"manager", "GET", "/api/reports", nil, 200, `"name":"connect_rate_a"`},
		{"manager", "GET", march + "&by=matter_2&names=calls,written_rate", nil, 200, `"values":["wages"],"figures":{"calls":1,"written_rate":1}`},
		{"manager", "GET", march + "&names=speed_of_answer", nil, 200, `"total":{"figures":{"speed_of_answer":`},
		{"1001", "GET", march + "&names=calls", nil, 200, `{"calls":1}`},
		{"1002", "GET", march + "&names=calls,connect_rate_b", nil, 200, `{"calls":0,"connect_rate_b":null}`},
		{"1001", "GET", march + "&only=agent=1002", nil, 403, "本人"},
		{"manager", "GET", march + "&names=happiness", nil, 404, "没有名为"},
		{"manager", "GET", march + "&by=mood", nil, 422, "维度"},
		{"auditor", "GET", "/api/reports", nil, 403, ""},
		{"manager", "GET", "/api/reports/recounts", nil, 200, `"recounts":[]`},
		{"1002", "GET", "/api/reports/recounts", nil, 403, "全部来电"},
		{"", "GET", march, nil, 401, ""},
	} {
		q.try(t, server)
	}
	search := "/api/consultations?q=%E6%AC%A0%E8%96%AA"
	for _, q := range []request{
		{"1001", "GET", search, nil, 200, "欠薪三个月"},
		{"manager", "GET", search + "&region=511102&order=time", nil, 200, "欠薪三个月"},
		{"manager", "GET", search + "&region=511111", nil, 200, `"found":[]`},
		{"1002", "GET", search, nil, 200, `"found":[]`},
		{"manager", "GET", "/api/consultations?q=%2C", nil, 422, "请输入"},
		{"manager", "GET", "/api/consultations", nil, 422, "q"},
		{"manager", "GET", search + "&after=nonsense", nil, 422, "翻页"},
		{"auditor", "GET", search, nil, 403, ""},
		{"", "GET", search, nil, 401, ""},
	} {
		q.try(t, server)
	}
	for _, q := range []request{
		{"1001", "PUT", path, filled("z", 2, fields{"secrecy": "strict", "summary": "家暴", "concern": "open"}), 200, "家暴"},
		{"1001", "GET", path, nil, 200, "家暴"},
		{"manager", "GET", path, nil, 200, "家暴"},
		{"affairs", "GET", path, nil, 200, `"withheld":true`},
		{"affairs", "GET", path + "/edits", nil, 403, "严格保密"},
		{"manager", "GET", path + "/edits", nil, 200, "家暴"},
		{"manager", "GET", "/api/consultations?q=%E5%AE%B6%E6%9A%B4", nil, 200, `"found":[]`},
		{"manager", "GET", search, nil, 200, `"found":[]`},
	} {
		if body := q.try(t, server); q.who == "affairs" && strings.Contains(body, "家暴") {
			t.Errorf("%s shows what is strictly secret", q.path)
		}
	}
	page, err := r.Looks(t.Context(), records.LookFilter{Action: string(ReadSecrets)})
	if looks := page.Looks; err != nil || len(looks) != 2 || looks[0].Staff != "manager" || looks[1].Staff != "1001" {
		t.Errorf("%+v, %v", page, err)
	}
	matter, open := r.Sticky(t.Context(), callcenter.ParseNumber("13800001234", callcenter.LocalAreaCode))
	if matter != "1001" || !open {
		t.Errorf("owner %q", matter)
	}
	sheet, err := r.Sheet(t.Context(), call, "1001")
	if err != nil || len(sheet.Matters) != 1 {
		t.Fatalf("%+v, %v", sheet, err)
	}
	of := "/api/matters/" + sheet.Matters[0].ID.String()
	owner := fields{"id": "o", "owner": "1009", "reason": "speciality"}
	for _, q := range []request{
		{"1001", "PUT", of + "/owner", owner, 403, "业务办理"},
		{"1002", "PUT", of + "/closed", nil, 404, "没有编号"},
		{"manager", "PUT", of + "/owner", owner, 200, `"owner":"1009"`},
		{"manager", "PUT", of + "/owner", fields{"id": "p", "owner": "1009", "reason": "whim"}, 422, "字典"},
		{"1009", "PUT", of + "/closed", nil, 200, `"closed_at"`},
		{"manager", "PUT", "/api/matters/" + callcenter.NewID(time.Now()).String() + "/closed", nil, 404, "没有编号"},
	} {
		q.try(t, server)
	}
}
