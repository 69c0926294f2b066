package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hotline/callcenter"
)

// Whoever works the list of call-backs hears the message that put a call there, though he
// never talked in it, takes it and settles it; nothing else of the call is his.
func TestWhoWorksTheWorklistHearsItsMessages(t *testing.T) {
	f := newFloor(t, everyRole()...)
	r, at := f.c.Records(), time.Now().Add(-time.Minute)
	call := callcenter.NewID(at)
	tell := func(contact callcenter.Number, data callcenter.Payload) {
		r.Tell(callcenter.Fact{Subject: call, At: at, By: "a", Contact: contact, Data: data})
	}
	tell(callcenter.ParseNumber("13800005555", callcenter.LocalAreaCode), callcenter.CallArrived{Line: "m1", Called: "12348"})
	tell(callcenter.Number{}, callcenter.MessageLeft{Recording: "m1.wav", Seconds: 3})
	tell(callcenter.Number{}, callcenter.CallEnded{Outcome: callcenter.Message, By: callcenter.ByCaller})
	f.drain()
	sound := filepath.Join(t.TempDir(), "m1.wav")
	if err := os.WriteFile(sound, []byte("what he said"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := r.KeepSound(t.Context(), call, "m1.wav", sound); err != nil {
		t.Fatal(err)
	}
	f.drain()
	duty, id := f.signIn("duty"), call.String()
	wish := func(more map[string]any) map[string]any {
		more["id"] = "w1"
		return more
	}
	for _, q := range []struct {
		who, method, path string
		body              any
		status            int
		has               string
	}{
		{duty, "GET", "/api/callbacks?state=open", nil, 200, `"reason":"message"`},
		{duty, "GET", "/api/calls/" + id + "/recordings", nil, 200, `"kind":"message"`},
		{duty, "GET", "/api/calls/" + id + "/recordings/m1.wav/audio", nil, 200, "what he said"},
		{duty, "GET", "/api/calls/" + id, nil, 404, "没有编号"},
		{f.signIn("unit"), "GET", "/api/calls/" + id + "/recordings", nil, 403, "没有"},
		{duty, "PUT", "/api/callbacks/" + id + "/worker", wish(map[string]any{"mine": true}), 204, ""},
		{f.signIn("affairs"), "PUT", "/api/callbacks/" + id + "/worker", wish(map[string]any{"mine": true}), 409, "duty"},
		{duty, "GET", "/api/callbacks?state=open", nil, 200, `"worker":"duty"`},
		{duty, "PUT", "/api/callbacks/" + id + "/result", wish(map[string]any{"reason": "message", "result": "handled"}), 204, ""},
		{duty, "GET", "/api/callbacks?state=done", nil, 200, `"result":"handled"`},
	} {
		if status, body := f.ask(q.method, q.path, q.who, q.body); status != q.status || !strings.Contains(body, q.has) {
			t.Errorf("%s %s: %d %s", q.method, q.path, status, body)
		}
	}
}
