package asterisk_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/asterisk"
)

func digit(text string) string {
	return fmt.Sprintf(`{"type":"ChannelDtmfReceived","timestamp":"2026-01-01T00:00:00.000+0000","digit":%q,"channel":{"id":"a","creationtime":"2026-01-01T00:00:00.000+0000"}}`, text)
}

// Five thousand events while the consumer resyncs and then dawdles: all come, in order.
func TestBurst(t *testing.T) {
	t.Parallel()
	f, burst := newFake(t), make(chan struct{})
	c := start(t, f, func(cfg *asterisk.Config) {
		cfg.Resync = func(context.Context) error { <-burst; return nil }
	})
	s := receive(t, f.streams, "stream")
	for i := range 5000 {
		s.send(t, digit(fmt.Sprint(i)))
	}
	eventually(t, "all events read", func() bool { return c.Counts().Events == 5000 })
	if len(c.digits) != 0 {
		t.Fatal("an event was handled before the resync ended")
	}
	close(burst)
	for i := range 5000 {
		if got := receive(t, c.digits, "event"); got != fmt.Sprint(i) {
			t.Fatalf("event %d is %s", i, got)
		}
	}
}

func TestStrangeMessages(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	c := start(t, f)
	s := receive(t, f.streams, "stream")
	strange := []string{
		`{"type":"FromTheFuture","channel":{}}`, `{"type":"ChannelToneDetected","channel":{"id":"x"}}`,
		`{"type":"MissingParams","params":["x"]}`, `{`, `[]`, `null`, `""`, `{}`, `{"type":7}`, "\xff\xfe",
		`{"type":"StasisStart","channel":"no"}`, `{"type":"ChannelDestroyed","cause":"x"}`, `{"type":"StasisStart","timestamp":"yesterday"}`,
		`{"type":"CallBroadcast","channel":[]}`,
	}
	for _, m := range strange {
		s.send(t, m)
	}
	s.send(t, digit(strings.Repeat("9", 1<<20))) // a huge frame
	if got := receive(t, c.digits, "event after strange ones"); len(got) != 1<<20 {
		t.Errorf("%d bytes", len(got))
	}
	if n := c.Counts(); n.Unknown != 1 || n.Malformed < 9 || n.Opened != 1 {
		t.Errorf("counts %+v", n)
	}
}

func TestStalledSocketIsReopened(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	c := start(t, f, func(cfg *asterisk.Config) { cfg.Stall = 0 }) // the real limit
	s := receive(t, f.streams, "stream")
	eventually(t, "live", c.Live)
	s.raw.stall()
	s.send(t, digit("1")) // the other direction works: that proves nothing
	again := receive(t, f.streams, "second stream")
	eventually(t, "resynced", func() bool { return c.resyncs.Load() == 2 })
	again.send(t, digit("2"))
	if a, b := receive(t, c.digits, "1"), receive(t, c.digits, "2"); a != "1" || b != "2" {
		t.Errorf("%s %s", a, b)
	}
}

// An application that Asterisk has unregistered, or serves on no stream, is opened again,
// although pings and requests are answered.
func TestDeafStreamIsReopened(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"not heard", "not registered"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			f := newFake(t)
			c := start(t, f)
			receive(t, f.streams, "stream")
			eventually(t, "live", c.Live)
			if how == "not heard" {
				f.deafen()
			} else {
				var once sync.Once
				f.answers(func(w http.ResponseWriter, r *http.Request) (answered bool) {
					if strings.HasPrefix(r.URL.Path, "/ari/events/user/") {
						once.Do(func() {
							answered = true
							http.Error(w, `{"message":"Application not found"}`, http.StatusNotFound)
						})
					}
					return answered
				})
			}
			again := receive(t, f.streams, "second stream")
			eventually(t, "resynced", func() bool { return c.resyncs.Load() == 2 })
			again.send(t, digit("1"))
			receive(t, c.digits, "event")
		})
	}
}

// A stream on which anything is told is not deaf, however late the beats come round.
func TestLateBeats(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	c := start(t, f, func(cfg *asterisk.Config) { cfg.Stall = 3 * time.Second })
	s := receive(t, f.streams, "stream")
	eventually(t, "live", c.Live)
	f.deafen()
	for end := time.Now().Add(6 * time.Second); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		s.send(t, digit("1"))
	}
	if n := c.Counts().Opened; n != 1 {
		t.Errorf("%d streams", n)
	}
}

// A connection cut inside a frame loses nothing but that frame, which the resync makes good.
func TestCutInsideAFrame(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	c := start(t, f)
	for i := range int32(5) {
		s := receive(t, f.streams, "stream")
		eventually(t, "resynced", func() bool { return c.resyncs.Load() == i+1 })
		s.send(t, digit(fmt.Sprint(i)))
		if got := receive(t, c.digits, "event"); got != fmt.Sprint(i) {
			t.Fatalf("got %s", got)
		}
		_, _ = s.raw.Write([]byte{0x81, 126, 1, 0, '{', '"'}) // 256 bytes announced, two sent
		_ = s.raw.Close()
	}
}

// A failing resync reopens the stream: nobody goes on with half a picture.
func TestResyncFails(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	var tries atomic.Int32
	c := start(t, f, func(cfg *asterisk.Config) {
		cfg.Resync = func(context.Context) error {
			if tries.Add(1) < 3 {
				return errors.New("Asterisk was busy")
			}
			return nil
		}
	})
	eventually(t, "live at last", c.Live)
	if n := c.Counts().Opened; n != 3 {
		t.Errorf("%d streams", n)
	}
}

func TestEventFilter(t *testing.T) {
	t.Parallel()
	f, body := newFake(t), make(chan string, 10)
	f.answers(func(w http.ResponseWriter, r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/eventFilter") {
			b := make([]byte, 1000)
			n, _ := r.Body.Read(b)
			body <- string(b[:n])
		}
		return false
	})
	start(t, f, func(cfg *asterisk.Config) { cfg.Events = []string{"StasisStart", "StasisEnd"} })
	if got := receive(t, body, "filter"); got != `{"allowed":[{"type":"ApplicationReplaced"},{"type":"ChannelUserevent"},{"type":"StasisStart"},{"type":"StasisEnd"}]}` {
		t.Error(got)
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	c := start(t, f)
	eventually(t, "live", c.Live)
	c.stop()
	if err := receive(t, c.ended, "end"); err != nil {
		t.Error(err)
	}
	if err := c.Do(t.Context(), http.MethodPost, "/channels/x/answer", nil, nil, nil); !callcenter.Is(err, callcenter.Unavailable) {
		t.Errorf("a command after the end: %v", err)
	}
}
