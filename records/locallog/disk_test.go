package locallog

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"hotline/callcenter"
)

const helperDir = "HOTLINE_TEST_FULL_DISK"

func TestMain(m *testing.M) {
	if dir := os.Getenv(helperDir); dir != "" {
		if err := onFullDisk(dir); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// TestFullDisk runs in a process of its own whose files may not grow past a limit,
// which to a writer is a disk that is full and later is not.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), helperDir+"="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	l, _ := start(t, Config{Dir: dir})
	got := strings.Join(readAll(t, mustReader(t, l)), " ")
	for i := range 20 {
		if !strings.Contains(got, fmt.Sprintf("told-%d ", i)) {
			t.Errorf("told-%d is lost", i)
		}
	}
	if !strings.HasSuffix(got, "after") {
		t.Error("the commit after the disk had room again is lost")
	}
}

func onFullDisk(dir string) error {
	signal.Ignore(syscall.SIGXFSZ)
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	room := limit
	limit.Cur = 4096
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	var mu sync.Mutex
	troubles := 0
	l, err := Open(Config{Dir: dir, RetryEvery: 10 * time.Millisecond, Trouble: func(what Trouble, _ string) {
		mu.Lock()
		defer mu.Unlock()
		if what == DiskTrouble {
			troubles++
		}
	}})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { _ = l.Run(ctx) })
	defer func() { cancel(); wg.Wait() }()

	big := make([]byte, 5000)
	if err := l.Commit(ctx, big); !callcenter.Is(err, callcenter.Unavailable) {
		return fmt.Errorf("commit on a full disk: %v", err)
	}
	for i := range 20 {
		if err := l.Append(fmt.Appendf(make([]byte, 4500), "told-%d ", i)); err != nil {
			return fmt.Errorf("append on a full disk: %w", err)
		}
	}
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		s := l.Stats()
		if s.Failing && s.Pending == 20 {
			break
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("on a full disk: %+v", s)
		}
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &room); err != nil {
		return err
	}
	if err := l.Flush(ctx); err != nil {
		return err
	}
	mu.Lock()
	defer mu.Unlock()
	if troubles == 0 {
		return fmt.Errorf("nobody was told")
	}
	return l.Commit(ctx, []byte("after"))
}
