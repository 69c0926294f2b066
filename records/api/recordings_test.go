package api

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hotline/callcenter"
	"hotline/records"
)

func TestWhoMayHearWhat(t *testing.T) {
	t.Parallel()
	r, call := told(t)
	name := call.String() + ".1.x"
	r.Tell(callcenter.Fact{Subject: call, Occurrence: name, At: at, By: "a", Data: callcenter.RecordingStarted{Token: callcenter.Token(name), Name: name}})
	r.Tell(callcenter.Fact{Subject: call, Occurrence: name, At: at, By: "a", Data: callcenter.RecordingEnded{Token: callcenter.Token(name), Name: name, Seconds: 2}})
	if err := r.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	server := serve(r)
	list := "/api/calls/" + call.String() + "/recordings"
	audio := list + "/" + name + "/audio"
	request{"1001", "GET", audio, nil, 409, "尚未入库"}.try(t, server)
	request{"manager", "GET", "/api/calls?recorded=true", nil, 200, `"calls":[]`}.try(t, server)
	file := filepath.Join(t.TempDir(), "x.wav")
	if err := os.WriteFile(file, []byte(strings.Repeat("0123456789", 20_000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := r.KeepSound(t.Context(), call, name, file); err != nil {
		t.Fatal(err)
	}
	if err := r.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, q := range []request{
		{"", "GET", list, nil, 401, "请先登录"},
		{"auditor", "GET", audio, nil, 403, "没有"},
		{"1002", "GET", list, nil, 404, "没有编号"},
		{"1002", "GET", audio, nil, 404, "没有"},
		{"1001", "GET", list, nil, 200, `"state":"kept"`},
		{"1001", "GET", "/api/calls?recorded=true", nil, 200, call.String()},
		{"1002", "GET", "/api/calls?recorded=true", nil, 200, `"calls":[]`},
		{"1001", "GET", audio, nil, 200, "0123456789"},
		{"1001", "GET", audio + "?download=true&reason=x", nil, 403, "不能下载"},
		{"manager", "GET", audio + "?download=true", nil, 422, "原因"},
		{"manager", "GET", audio + "?download=true&reason=%E6%A0%B8%E6%9F%A5", nil, 200, "0123456789"},
		{"manager", "GET", list + "/none/audio", nil, 404, "没有名为"},
		{"manager", "GET", list + "/" + name + "/waveform", nil, 409, "WAV"},
		{"1001", "PUT", "/api/calls/" + call.String() + "/hold", fields{"id": "h", "held": true, "reason": "complaint"}, 403, "管理"},
		{"manager", "PUT", "/api/calls/" + call.String() + "/hold", fields{"id": "h", "held": true, "reason": "complaint"}, 200, `"held":true`},
		{"1002", "POST", "/api/calls/" + call.String() + "/number", fields{"reason": "回拨"}, 404, "没有编号"},
		{"1001", "POST", "/api/calls/" + call.String() + "/number", fields{}, 422, "reason"},
		{"1001", "POST", "/api/calls/" + call.String() + "/number", fields{"reason": "回拨"}, 200, `"13800001234"`},
		{"1001", "GET", "/api/audit", nil, 403, "审计员"},
		{"manager", "GET", "/api/audit", nil, 200, `"reason":"回拨"`},
	} {
		q.try(t, server)
	}
	req := httptest.NewRequest(http.MethodGet, audio, nil)
	req.Header.Set("Who", "1001")
	req.Header.Set("Range", "bytes=65530-65545")
	w := httptest.NewRecorder()
	server.ServeHTTP(w, req)
	if w.Code != http.StatusPartialContent || w.Body.String() != "0123456789012345" || w.Header().Get("Content-Range") != "bytes 65530-65545/200000" {
		t.Errorf("%d %q %v", w.Code, w.Body, w.Header())
	}
	page, err := r.Looks(t.Context(), records.LookFilter{From: at, To: at.AddDate(100, 0, 0)})
	if err != nil || len(page.Looks) != 4 || page.Looks[1].Action != "recording.held" || string(page.Looks[1].After) == "" {
		t.Errorf("%+v, %v", page, err)
	}
}
