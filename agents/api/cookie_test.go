package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"testing"
)

// A browser never holds its token where a script could read it.
func TestBrowserSession(t *testing.T) {
	t.Parallel()
	c := open(t)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	send := func(method, path string, body any, proto string) *http.Response {
		t.Helper()
		raw, _ := json.Marshal(body)
		r, err := http.NewRequestWithContext(t.Context(), method, c.url+path, bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("X-Forwarded-Proto", proto)
		res, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = res.Body.Close() })
		return res
	}
	in := send("POST", "/api/session", fields{"staff": "duty", "password": password, "browser": true}, "http")
	var answer map[string]any
	if err := json.NewDecoder(in.Body).Decode(&answer); err != nil || in.StatusCode != 201 || answer["token"] != nil || answer["name"] != "值班" {
		t.Fatalf("%s: %v, %v", in.Status, answer, err)
	}
	cookies := in.Cookies()
	if len(cookies) != 1 || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteStrictMode || cookies[0].Secure || cookies[0].Path != "/" {
		t.Fatalf("cookies %v", cookies)
	}
	if res := send("GET", "/api/session", nil, "http"); res.StatusCode != 200 {
		t.Errorf("with the cookie: %s", res.Status)
	}
	over := send("POST", "/api/session", fields{"staff": "duty", "password": password, "browser": true}, "https")
	if got := over.Cookies(); len(got) != 1 || !got[0].Secure {
		t.Errorf("behind TLS: %v", got)
	}
	send("POST", "/api/session", fields{"staff": "duty", "password": password, "browser": true}, "http")
	out := send("DELETE", "/api/session", nil, "http")
	if got := out.Cookies(); out.StatusCode != 204 || len(got) != 1 || got[0].MaxAge >= 0 && got[0].Expires.Unix() > 0 {
		t.Errorf("signing out: %s %v", out.Status, got)
	}
	if res := send("GET", "/api/session", nil, "http"); res.StatusCode != 401 {
		t.Errorf("signed out: %s", res.Status)
	}
}
