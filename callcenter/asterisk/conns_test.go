package asterisk_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/asterisk"
)

// A connection is kept and used again.
func TestConnectionsAreKept(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	var mu sync.Mutex
	from := map[string]bool{}
	f.answers(func(_ http.ResponseWriter, r *http.Request) bool {
		mu.Lock()
		defer mu.Unlock()
		from[r.RemoteAddr] = true
		return false
	})
	c := start(t, f)
	eventually(t, "live", c.Live)
	for range 50 {
		if err := hangUp(t.Context(), c.Client); err != nil {
			t.Fatal(err)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if len(from) > 2 { // the beat may have wanted one of its own
		t.Errorf("%d connections for 50 requests, one after the other", len(from))
	}
}

// Asterisk ends its connections when it restarts its HTTP server: no command may
// fail for that.
func TestConnectionEndedByAsterisk(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.answers(func(w http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/ari/channels/last" {
			w.Header().Set("Connection", "close")
		}
		return false
	})
	c := start(t, f)
	eventually(t, "live", c.Live)
	for range 20 {
		if err := c.Do(t.Context(), http.MethodPost, "/channels/last", nil, nil, nil); err != nil {
			t.Fatal(err)
		}
		if err := hangUp(t.Context(), c.Client); err != nil {
			t.Fatal(err)
		}
	}
}

// An answer that never comes ends with the request's time, and the connection with it.
func TestAnswerThatNeverComes(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.answers(func(_ http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/ari/channels/silent" {
			<-r.Context().Done()
		}
		return false
	})
	c := start(t, f, func(cfg *asterisk.Config) { cfg.Timeout = 100 * time.Millisecond })
	eventually(t, "live", c.Live)
	began := time.Now()
	err := c.Do(t.Context(), http.MethodPost, "/channels/silent", nil, nil, nil)
	if !callcenter.Is(err, callcenter.Unavailable) || time.Since(began) > time.Second {
		t.Fatalf("after %s: %v", time.Since(began), err)
	}
	if err := hangUp(t.Context(), c.Client); err != nil {
		t.Fatal(err)
	}
}

// What would break a request line never reaches the wire.
func TestRequestLine(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	c := start(t, f)
	eventually(t, "live", c.Live)
	err := c.Do(t.Context(), http.MethodPost, "/channels/a\r\nX: y/answer", nil, nil, nil)
	if !callcenter.Is(err, callcenter.Invalid) || f.count("X: y") > 0 {
		t.Fatal(err)
	}
}
