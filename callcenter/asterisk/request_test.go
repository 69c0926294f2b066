package asterisk_test

import (
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/asterisk"
)

func TestErrorKinds(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.answers(func(w http.ResponseWriter, r *http.Request) bool {
		var status int
		if n, _ := fmt.Sscanf(r.URL.Path, "/ari/channels/%d", &status); n == 0 {
			return false
		}
		w.WriteHeader(status)
		fmt.Fprintf(w, `{"message":"because of %d"}`, status)
		return true
	})
	var seen atomic.Value
	c := start(t, f, func(cfg *asterisk.Config) { cfg.Observe = func(r asterisk.Request) { seen.Store(r) } })
	eventually(t, "live", c.Live)
	for status, kind := range map[int]callcenter.ErrorKind{
		404: callcenter.NotFound, 409: callcenter.Conflict, 400: callcenter.Invalid, 422: callcenter.Invalid,
		500: callcenter.Unavailable, 503: callcenter.Unavailable, 401: callcenter.Unavailable,
	} {
		err := c.Do(t.Context(), http.MethodPost, fmt.Sprintf("/channels/%d/answer", status), nil, nil, nil)
		refusal, ok := errors.AsType[*asterisk.Refusal](err)
		if !callcenter.Is(err, kind) || !ok || refusal.Status != status || refusal.Message != fmt.Sprintf("because of %d", status) {
			t.Errorf("status %d is %v", status, err)
		}
		if r := seen.Load().(asterisk.Request); r.Route != "/channels/{id}/answer" || r.Status != status {
			t.Errorf("observed %+v", r)
		}
	}
	f.Close()
	if err := c.Do(t.Context(), http.MethodGet, "/channels", nil, nil, nil); !callcenter.Is(err, callcenter.Unavailable) {
		t.Errorf("no server: %v", err)
	}
}

// Slow answers: requests are bounded in number and time, and it shows as congestion.
func TestSlowAnswers(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	var now, most atomic.Int32
	f.answers(func(_ http.ResponseWriter, r *http.Request) bool {
		if r.URL.Path == "/ari/channels/x" {
			most.Store(max(most.Load(), now.Add(1)))
			defer now.Add(-1)
			select {
			case <-r.Context().Done():
			case <-time.After(300 * time.Millisecond):
			}
		}
		return false
	})
	c := start(t, f, func(cfg *asterisk.Config) { cfg.Parallel = 4; cfg.Slow = 50 * time.Millisecond })
	eventually(t, "live", c.Live)
	if c.Congested() {
		t.Error("congested at rest")
	}
	var wg sync.WaitGroup
	var refused atomic.Int32
	for range 40 {
		wg.Go(func() {
			if err := hangUp(t.Context(), c.Client); callcenter.Is(err, callcenter.Unavailable) {
				refused.Add(1)
			}
		})
	}
	wg.Wait()
	if most.Load() > 4 {
		t.Errorf("%d requests at a time", most.Load())
	}
	if refused.Load() == 0 || refused.Load() > 32 {
		t.Errorf("%d of 40 ran out of time; 4 at a time, 0.3 s each, 1 s in all", refused.Load())
	}
	if !c.Congested() {
		t.Error("not congested")
	}
	eventually(t, "recovered by the beat alone", func() bool { return !c.Congested() })
}

func TestPulse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var p asterisk.Pulse
		see := func(beat string) time.Duration { return p.Silent([]asterisk.Application{{Name: "a", Beat: beat}})["a"] }
		if d := see("x.1"); d != 0 {
			t.Error(d)
		}
		time.Sleep(3 * time.Second)
		if d := see("x.2"); d != 0 {
			t.Error(d)
		}
		time.Sleep(3 * time.Second)
		if d := see("x.2"); d != 3*time.Second {
			t.Error(d)
		}
		if d := p.Silent([]asterisk.Application{{Name: "b"}})["b"]; d != 0 {
			t.Error(d)
		}
	})
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{
		digit("1"), replaced, `{"type":"StasisStart","args":["seat","1","8001"],"channel":{"id":"x","caller":null,"creationtime":"2026-01-01T00:00:00.000+0800"}}`,
		`{"type":"CallBroadcast","channel":{"id":"x"},"caller":"1","called":"2"}`, `{"type":"PlaybackFinished","playback":{"id":"p","state":"done"}}`,
		`{"type":"RecordingFinished","recording":{"duration":3}}`, `{"type":"ChannelTransfer","refer_to":{}}`, `{"type":"Dial"}`, `{"type":""}`, `null`, `{"type":"CallBroadcast","channel":"0"}`,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		event, err := asterisk.Decode(data)
		if (event == nil) == (err == nil) {
			t.Fatalf("neither or both: %v, %v", event, err)
		}
		if event != nil {
			event.GetType()
			event.Keys()
		}
	})
}
