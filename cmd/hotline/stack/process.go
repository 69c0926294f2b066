package stack

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// findProcesses lists the processes of that program name that were started with
// mark among their arguments. cmdline is the one thing about a process that every
// user may read, also in a container without ptrace.
func findProcesses(program, mark string) []int {
	files, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	var pids []int
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			continue // it ended meanwhile
		}
		args := bytes.Split(bytes.TrimRight(raw, "\x00"), []byte{0})
		if filepath.Base(string(args[0])) != program {
			continue
		}
		if !slices.ContainsFunc(args[1:], func(a []byte) bool { return string(a) == mark }) {
			continue
		}
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file))); err == nil {
			pids = append(pids, pid)
		}
	}
	return pids
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
