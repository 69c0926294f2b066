package asterisk_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/CyCoreSystems/ari/v5"
	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/callcenter/asterisk"
)

func hangUp(ctx context.Context, c *asterisk.Client) error {
	return c.Do(ctx, http.MethodDelete, "/channels/x", nil, nil, nil)
}

func TestReplacedIsFenced(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	c := start(t, f)
	s := receive(t, f.streams, "stream")
	eventually(t, "live", c.Live)
	if err := hangUp(t.Context(), c.Client); err != nil {
		t.Fatal(err)
	}
	s.send(t, replaced)
	if err := receive(t, c.ended, "end"); !errors.Is(err, asterisk.ErrReplaced) {
		t.Fatalf("ended with %v", err)
	}
	n := f.count("")
	if err := hangUp(t.Context(), c.Client); !errors.Is(err, asterisk.ErrReplaced) || !callcenter.Is(err, callcenter.Unavailable) {
		t.Errorf("a command after ApplicationReplaced: %v", err)
	}
	if f.count("") != n {
		t.Error("it was sent")
	}
	if err := c.Do(t.Context(), http.MethodGet, "/channels", nil, nil, nil); !callcenter.Is(err, callcenter.NotFound) {
		t.Errorf("looking is still allowed: %v", err)
	}
}

// While there is no stream no command leaves; when there is one again, they do.
func TestAwayIsFenced(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	if c := asterisk.New(asterisk.Config{URL: f.URL + "/ari", App: "test", Log: zap.NewNop()}); !callcenter.Is(hangUp(t.Context(), c), callcenter.Unavailable) {
		t.Error("a command before Run")
	}
	c := start(t, f)
	s := receive(t, f.streams, "stream")
	eventually(t, "live", c.Live)
	_ = s.CloseNow()
	eventually(t, "noticed", func() bool { return !c.Live() })
	if err := hangUp(t.Context(), c.Client); !callcenter.Is(err, callcenter.Unavailable) {
		t.Errorf("a command without a stream: %v", err)
	}
	if f.count("/channels/x") != 0 {
		t.Error("it was sent")
	}
	eventually(t, "allowed again", func() bool { return hangUp(t.Context(), c.Client) == nil })
}

// A proof that is too old makes a command wait for a new one; the pong that would
// bring it comes behind ApplicationReplaced.
func TestOldProof(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	c := start(t, f, func(cfg *asterisk.Config) { cfg.Stall = 5 * time.Second; cfg.Timeout = 3 * time.Second })
	s := receive(t, f.streams, "stream")
	eventually(t, "live", c.Live)
	s.raw.stall()
	eventually(t, "the proof is too old", func() bool {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		return hangUp(ctx, c.Client) != nil
	})
	n := f.count("/channels/x")
	result := make(chan error, 1)
	go func() { result <- hangUp(context.Background(), c.Client) }()
	time.Sleep(100 * time.Millisecond)
	s.send(t, replaced)
	if err := receive(t, result, "the command's fate"); !errors.Is(err, asterisk.ErrReplaced) {
		t.Errorf("refused with %v", err)
	}
	if f.count("/channels/x") != n {
		t.Error("it was sent")
	}
}

// Whoever finds another's beat under his name after losing the stream does not take it back.
func TestUsurped(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	c := start(t, f)
	s := receive(t, f.streams, "stream")
	eventually(t, "live", c.Live)
	f.answers(func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodGet && r.URL.Path == "/ari/asterisk/variable" {
			fmt.Fprint(w, `{"value":"SOMEBODYELSE.7"}`)
			return true
		}
		return false
	})
	_ = s.CloseNow()
	if err := receive(t, c.ended, "end"); !errors.Is(err, asterisk.ErrReplaced) {
		t.Errorf("ended with %v", err)
	}
}

const sleeper = "HOTLINE_TEST_SLEEPER"

// TestMain doubles as the process that is put to sleep.
func TestMain(m *testing.M) {
	if url := os.Getenv(sleeper); url != "" {
		fidget(url)
		return
	}
	os.Exit(m.Run())
}

// fidget sends commands as fast as it can, from many goroutines, until it is replaced.
func fidget(url string) {
	c := asterisk.New(asterisk.Config{
		URL: url, App: "test", Log: zap.NewNop(),
		Handle: func(ari.Event) {}, Resync: func(context.Context) error { return nil },
	})
	for range 8 {
		go func() {
			for {
				_ = hangUp(context.Background(), c)
				time.Sleep(time.Millisecond)
			}
		}()
	}
	fmt.Println(c.Run(context.Background()))
}

// A controller that slept while another took its calls sends no command when it wakes.
func TestSleeperIsFenced(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		after bool // replaced while asleep
	}{{"replaced while asleep", true}, {"slept and nobody minded", false}} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f := newFake(t)
			cmd := exec.Command(os.Args[0], "-test.run=^$")
			cmd.Env = append(os.Environ(), sleeper+"="+f.URL+"/ari")
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			ended := make(chan struct{})
			go func() { _ = cmd.Wait(); close(ended) }()
			t.Cleanup(func() { _ = cmd.Process.Kill(); <-ended })
			s := receive(t, f.streams, "stream")
			eventually(t, "commands come", func() bool { return f.count("/channels/x") > 100 })

			_ = cmd.Process.Signal(syscall.SIGSTOP)
			time.Sleep(200 * time.Millisecond) // what was in flight arrives
			asleep := f.count("")
			s.send(t, digit("1")) // what lies in its socket is old when it wakes
			if test.after {
				s.send(t, replaced)
			}
			time.Sleep(3 * time.Second) // longer than the lease
			_ = cmd.Process.Signal(syscall.SIGCONT)
			if test.after {
				receive(t, ended, "its end")
				if n := f.count("") - asleep; n != 0 {
					t.Errorf("%d commands after it woke", n)
				}
				return
			}
			eventually(t, "it works again", func() bool { return f.count("/channels/x") > asleep+100 })
		})
	}
}
