package bench

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// Machine is where and when it was measured: figures of a busy machine are worth
// little beyond the comparison of two systems in the same run.
type Machine struct {
	Began time.Time `json:"began"`
	Cores int       `json:"cores"`
	Load  string    `json:"load_average"` // at the start, over 1, 5 and 15 minutes
}

func machine() Machine {
	m := Machine{Began: time.Now(), Cores: runtime.NumCPU(), Load: "?"}
	if raw, err := os.ReadFile("/proc/loadavg"); err == nil {
		m.Load = strings.Join(strings.Fields(string(raw))[:3], " ")
	}
	return m
}

func (m Machine) String() string {
	return fmt.Sprintf("%s,%d 核,开始时负载 %s", m.Began.Format(time.DateTime), m.Cores, m.Load)
}
