package stack_test

import (
	"context"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/cmd/hotline/config"
	"hotline/cmd/hotline/stack"
	"hotline/cmd/hotline/stack/stacktest"
)

// secondStart is what a stack that was up before may take to start; the whole of
// make run has 15 s.
const secondStart = 30 * time.Second

func TestUpTwiceKilledAndDown(t *testing.T) {
	t.Parallel()
	place := stacktest.Up(t, stack.Options{})
	first := running(t, place)

	if err := place.Up(t.Context(), stack.Options{}); err != nil {
		t.Fatalf("up again: %v", err)
	}
	if again := running(t, place); !reflect.DeepEqual(again, first) {
		t.Errorf("a second up started other processes: %v, then %v", first, again)
	}

	for _, pids := range first {
		for _, pid := range pids {
			if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
		}
	}
	began := time.Now()
	if err := place.Up(t.Context(), stack.Options{Progress: t.Logf}); err != nil {
		t.Fatalf("up after kill -9: %v", err)
	}
	t.Logf("up after kill -9: %s", time.Since(began))
	if took := time.Since(began); took > secondStart {
		t.Errorf("up after kill -9 took %s, more than %s", took, secondStart)
	}
	running(t, place)

	if err := place.Down(t.Context(), t.Logf); err != nil {
		t.Fatal(err)
	}
	all, err := place.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range all {
		if len(s.PIDs) > 0 {
			t.Errorf("%s still runs after down: %v", s.Name, s.PIDs)
		}
	}
	if err := place.Down(t.Context(), nil); err != nil {
		t.Errorf("down twice: %v", err)
	}
}

// running lists the processes by server and fails if one is not well.
func running(t *testing.T, place stack.Place) map[string][]int {
	t.Helper()
	all, err := place.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	pids := map[string][]int{}
	for _, s := range all {
		if len(s.PIDs) != 1 || s.Fault != nil {
			t.Errorf("%s: processes %v, fault %v", s.Name, s.PIDs, s.Fault)
		}
		pids[s.Name] = s.PIDs
	}
	return pids
}

func TestRunFileTellsAll(t *testing.T) {
	t.Parallel()
	place := stacktest.Up(t, stack.Options{Servers: []string{"redis"}})
	raw, err := os.ReadFile(place.Path("run.json"))
	if err != nil {
		t.Fatal(err)
	}
	var run stack.Run
	if err := json.Unmarshal(raw, &run); err != nil {
		t.Fatal(err)
	}
	if run.SIP.Host != "127.0.0.1" || run.SIP.Port != place.Port(stack.PortSIP) || run.SIP.Number != "12348" {
		t.Errorf("sip %+v", run.SIP)
	}
	if run.HTTP.Address == "" || run.ARI.URL == "" || run.ARI.User == "" || run.ARI.Password == "" || run.Redis == "" || run.Postgres == "" {
		t.Errorf("addresses %+v %+v %s %s", run.HTTP, run.ARI, run.Redis, run.Postgres)
	}
	if len(run.Seats) != 6 || len(run.Staff) != 6 || len(run.Logs) == 0 {
		t.Fatalf("%d seats, %d staff, logs %v", len(run.Seats), len(run.Staff), run.Logs)
	}
	for i, seat := range run.Seats {
		staff := run.Staff[i]
		if seat.SIPUser == "" || seat.SIPPassword == "" || staff.Password == "" || len(staff.Roles) == 0 || len(staff.Skills) == 0 || string(staff.Seat) != seat.Extension {
			t.Errorf("seat %+v, staff %+v", seat, staff)
		}
	}
	if info, err := os.Stat(place.Path("run.json")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("run.json holds passwords and is %v, %v", info.Mode(), err)
	}
	if _, err := config.Load(run.Config, nil); err != nil {
		t.Errorf("the configuration written for serve: %v", err)
	}
}

func TestAnEditedConfigurationIsLeftAlone(t *testing.T) {
	t.Parallel()
	place := stacktest.Up(t, stack.Options{Servers: []string{"redis"}})
	text, err := os.ReadFile(place.ConfigFile())
	if err != nil {
		t.Fatal(err)
	}
	edited := strings.Replace(string(text), `ring = "20s"`, `ring = "9s"`, 1)
	if err := os.WriteFile(place.ConfigFile(), []byte(edited), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := place.Up(t.Context(), stack.Options{Servers: []string{"redis"}}); err != nil {
		t.Fatal(err)
	}
	if got, _ := os.ReadFile(place.ConfigFile()); string(got) != edited {
		t.Error("somebody's own configuration was overwritten")
	}
}

func TestATakenPortIsNamed(t *testing.T) {
	t.Parallel()
	place := stacktest.Place(t)
	l, err := net.Listen("tcp", place.Address(stack.PortRedis))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	err = place.Up(t.Context(), stack.Options{Servers: []string{"redis"}})
	if !callcenter.Is(err, callcenter.Conflict) || !strings.Contains(err.Error(), "HOTLINE_PORT_BASE") {
		t.Errorf("up on a taken port: %v", err)
	}
}

func TestAWrongEnvironmentIsRefused(t *testing.T) {
	t.Parallel()
	for _, wrong := range [][2]string{
		{"HOTLINE_PORT_BASE", "x"},
		{"HOTLINE_PORT_BASE", "80"},
		{"HOTLINE_PORT_BASE", "65000"},
		{"HOTLINE_CREW", "0"},
		{"HOTLINE_CREW", "1000"},
		{"HOTLINE_CREW", "many"},
	} {
		_, err := stack.PlaceOf(func(name string) string {
			if name == wrong[0] {
				return wrong[1]
			}
			return ""
		})
		if !callcenter.Is(err, callcenter.Invalid) || !strings.Contains(err.Error(), wrong[0]) {
			t.Errorf("%s: %v, want Invalid", wrong, err)
		}
	}
}

func TestARecordingByHandWins(t *testing.T) {
	t.Parallel()
	place := stacktest.Place(t)
	options := stack.Options{Servers: []string{"asterisk"}}
	if err := place.Up(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	sounds := func(name string) []byte {
		raw, err := os.ReadFile(filepath.Join(place.Sounds(), name))
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	synthetic := sounds("zh/welcome.alaw")
	if _, err := os.Stat(filepath.Join(place.Sounds(), "ii/menu-yi.alaw")); err == nil {
		t.Error("a Yi prompt exists that nobody has recorded")
	}
	// What people record: any wav will do, here a prompt that says something else.
	for _, name := range []string{"zh/welcome", "ii/menu-yi"} {
		if err := os.WriteFile(place.Path("recorded", name+".wav"), sounds("zh/goodbye.wav"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := place.Up(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	if len(sounds("zh/welcome.alaw")) == len(synthetic) {
		t.Error("the recording did not replace the synthetic prompt")
	}
	if len(sounds("ii/menu-yi.ulaw")) == 0 {
		t.Error("the Yi recording was not taken")
	}
	if err := os.Remove(place.Path("recorded", "zh/welcome.wav")); err != nil {
		t.Fatal(err)
	}
	if err := place.Up(context.WithoutCancel(t.Context()), options); err != nil {
		t.Fatal(err)
	}
	// The voice is not the same to the sample twice, but it is to the length.
	if len(sounds("zh/welcome.alaw")) != len(synthetic) {
		t.Error("without the recording the synthetic prompt is not back")
	}
}
