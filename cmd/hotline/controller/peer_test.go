package controller

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"hotline/callcenter"
)

func TestPeerSignature(t *testing.T) {
	now := time.Now()
	secret := peerSecret("one secret")
	request := func(change func(*http.Request)) *http.Request {
		r := httptest.NewRequest(http.MethodPost, "/internal/calls/x/hold", strings.NewReader(`{"a":1}`))
		secret.sign(r, []byte(`{"a":1}`), now)
		change(r)
		return r
	}
	if body, err := secret.verify(request(func(*http.Request) {}), now); err != nil || string(body) != `{"a":1}` {
		t.Fatalf("%s, %v", body, err)
	}
	for name, change := range map[string]func(*http.Request){
		"no signature": func(r *http.Request) { r.Header = http.Header{} },
		"other path":   func(r *http.Request) { r.URL.Path = "/internal/calls/y/hold" },
		"other method": func(r *http.Request) { r.Method = http.MethodDelete },
		"other time":   func(r *http.Request) { r.Header.Set(peerTimeHeader, "1") },
		"other secret": func(r *http.Request) { peerSecret("another").sign(r, []byte(`{"a":1}`), now) },
		"other body": func(r *http.Request) {
			r.Body = http.NoBody
		},
		"an hour old": func(r *http.Request) { secret.sign(r, []byte(`{"a":1}`), now.Add(-time.Hour)) },
	} {
		if _, err := secret.verify(request(change), now); !callcenter.Is(err, callcenter.Unauthorized) {
			t.Errorf("%s: %v", name, err)
		}
	}
	big := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(strings.Repeat("x", peerBodyLimit+1)))
	if _, err := secret.verify(big, now); !callcenter.Is(err, callcenter.Invalid) {
		t.Errorf("too large: %v", err)
	}
}
