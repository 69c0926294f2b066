package stack

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// findProcesses lists the processes of that program name that were started with
// all of the marks among their arguments. cmdline is the one thing about a process
// that every user may read, also in a container without ptrace.
func findProcesses(program string, marks ...string) []int {
	files, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	var pids []int
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			continue // it ended meanwhile
		}
		args := strings.Split(strings.TrimRight(string(raw), "\x00"), "\x00")
		if filepath.Base(args[0]) != program || !containsAll(args[1:], marks) {
			continue
		}
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file))); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
}

func containsAll(args, marks []string) bool {
	for _, mark := range marks {
		if !slices.Contains(args, mark) {
			return false
		}
	}
	return true
}

// waitGone waits until find lists nothing any more.
func waitGone(find func() []int, limit time.Duration) bool {
	for deadline := time.Now().Add(limit); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if len(find()) == 0 {
			return true
		}
	}
	return false
}

func signalAll(pids []int, sig syscall.Signal) {
	for _, pid := range pids {
		_ = syscall.Kill(pid, sig) // gone is as good
	}
}
