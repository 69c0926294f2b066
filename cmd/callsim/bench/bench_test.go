package bench

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"hotline/cmd/callsim/load"
)

func TestMediansTakeTheMiddleRoundOfEachFigure(t *testing.T) {
	t.Parallel()
	got := medians([]Figures{
		{HandOver: load.Spread{Count: 200, P50: 9, P95: 40}, Sustained: 50, Limit: "a", Failed: 1},
		{HandOver: load.Spread{Count: 201, P50: 7, P95: 90}, Sustained: 45, Limit: "b"},
		{HandOver: load.Spread{Count: 190, P50: 8, P95: 30}, Sustained: 55, Limit: "c", Failed: 2},
	})
	want := Figures{HandOver: load.Spread{Count: 200, P50: 8, P95: 40}, Sustained: 50, Limit: "a", Failed: 3}
	if got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if median([]int{4, 1}) != 1 {
		t.Error("of two, the lower one counts")
	}
}

func TestCPUOfGrowsWithWork(t *testing.T) {
	t.Parallel()
	before, err := cpuOf(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(10 * time.Second)
	for after := before; after-before < 3*clockTick; {
		if after, err = cpuOf(os.Getpid()); err != nil {
			t.Fatal(err)
		}
		if time.Now().After(deadline) {
			t.Fatalf("busy for 10 s, and %v became %v", before, after)
		}
	}
	if d, err := cpuOf(0); d != 0 || err != nil {
		t.Errorf("no process: %v, %v", d, err)
	}
	if _, err := cpuOf(1 << 30); err == nil {
		t.Error("a process that does not exist has used time")
	}
}

func TestRoundsAlternate(t *testing.T) {
	t.Parallel()
	b := Bench{Systems: []System{{Name: "a"}, {Name: "b"}}}
	if b.order(0)[0].Name != "a" || b.order(1)[0].Name != "b" || b.order(2)[0].Name != "a" {
		t.Error("the same system is always first")
	}
}

func TestTableHasAColumnForEachSystemAndNoRowForWhatWasSkipped(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	Result{
		Machine: Machine{Cores: 2, Load: "0.1 0.2 0.3"}, Skipped: []string{MeasureCPU},
		Systems: []string{"hotline", "app_queue"},
		Medians: map[string]Figures{
			"hotline":   {HandOver: load.Spread{Count: 200, P50: 7.5}, Offer: load.Spread{Count: 30, P50: 5}},
			"app_queue": {HandOver: load.Spread{Count: 200, P50: 414}, Limit: "75/秒"},
		},
	}.Table(&out)
	for _, want := range []string{"hotline", "app_queue", "7.50", "414.00", "0.02", "—", "app_queue 的持续速率止于:75/秒", "0.1 0.2 0.3", "没有测:cpu"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	for _, not := range []string{"每个电话控制器", "等待听音乐"} {
		if strings.Contains(out.String(), not) {
			t.Errorf("%q was not measured:\n%s", not, out.String())
		}
	}
}
