package bench

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// clockTick is USER_HZ, which Linux fixes at 100 for user space (time(7)).
const clockTick = 10 * time.Millisecond

// cpuOf is the processor time a process has used so far, its threads included.
func cpuOf(pid int) (time.Duration, error) {
	if pid == 0 {
		return 0, nil // this system has no such process
	}
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, fmt.Errorf("进程 %d 的 CPU 时间: %w", pid, err)
	}
	// The name stands in brackets and may hold spaces: count from behind it (proc(5)).
	_, rest, _ := strings.Cut(string(raw), ") ")
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, fmt.Errorf("进程 %d 的 stat 无法读取", pid)
	}
	user, err1 := strconv.ParseInt(fields[11], 10, 64)
	system, err2 := strconv.ParseInt(fields[12], 10, 64)
	if err1 != nil || err2 != nil {
		return 0, fmt.Errorf("进程 %d 的 stat 无法读取", pid)
	}
	return time.Duration(user+system) * clockTick, nil
}

// meter is the processor time of both processes from a moment on.
type meter struct {
	began                time.Time
	asterisk, controller time.Duration
}

func (b *Bench) startMeter(s System) (m meter, err error) {
	m.began = time.Now()
	if m.asterisk, err = cpuOf(b.AsteriskPID); err != nil {
		return m, err
	}
	m.controller, err = cpuOf(s.ControllerPID)
	return m, err
}

// used is what went by since; elapsed in wall time.
func (b *Bench) used(s System, m meter) (asterisk, controller, elapsed time.Duration, err error) {
	now, err := b.startMeter(s)
	if err != nil {
		return 0, 0, 0, err
	}
	return now.asterisk - m.asterisk, now.controller - m.controller, now.began.Sub(m.began), nil
}
