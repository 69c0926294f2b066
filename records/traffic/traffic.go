package traffic

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"hotline/callcenter"
)

// Config of the traffic. Zero values take the default named.
type Config struct {
	Seed    uint64
	PerDay  int // calls on a working day: 2,740, ten million in ten years
	Agents  int // on all shifts: 1 for each 45 calls a day, at least 3
	Parties int // numbers that call: a third of a year's calls
}

// Traffic makes days.
type Traffic struct {
	cfg Config
}

// New makes traffic.
func New(cfg Config) *Traffic {
	if cfg.PerDay == 0 {
		cfg.PerDay = 2740
	}
	if cfg.Agents == 0 {
		cfg.Agents = max(3, cfg.PerDay/45)
	}
	if cfg.Parties == 0 {
		cfg.Parties = max(10, cfg.PerDay*122)
	}
	return &Traffic{cfg}
}

// Day is what one day tells, each subject's facts in their order.
type Day struct {
	Shifts, Calls [][]callcenter.Fact
}

// Facts counts them.
func (d Day) Facts() (n int) {
	for _, s := range slices.Concat(d.Shifts, d.Calls) {
		n += len(s)
	}
	return n
}

// day is a day being made.
type day struct {
	*Traffic
	r      *rand.Rand
	start  time.Time // midnight in Leshan
	agents []*agent
	out    Day
}

// agent is somebody on his shift.
type agent struct {
	id    callcenter.AgentID
	seat  callcenter.SeatID
	shift callcenter.ID
	from  time.Time
	to    time.Time
	free  time.Time // not before
}

// hours is how calls are spread over the day, in parts of a thousand.
var hours = [24]int{6, 4, 3, 2, 2, 4, 10, 28, 78, 108, 104, 76, 40, 58, 88, 94, 86, 70, 44, 34, 26, 18, 11, 6}

// Day makes the day a time lies in, in Leshan. At weekends there are half as many calls.
func (t *Traffic) Day(at time.Time) Day {
	at = at.In(callcenter.Leshan())
	start := time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, callcenter.Leshan())
	d := &day{Traffic: t, r: rand.New(rand.NewPCG(t.cfg.Seed, uint64(start.Unix()))), start: start}
	d.shifts()
	calls := t.cfg.PerDay
	if weekday := start.Weekday(); weekday == time.Saturday || weekday == time.Sunday {
		calls /= 2
	}
	total := 0
	for _, part := range hours {
		total += part
	}
	var arrivals []time.Duration
	for hour, part := range hours {
		for range d.about(float64(calls) * float64(part) / float64(total)) {
			arrivals = append(arrivals, time.Duration(hour)*time.Hour+time.Duration(d.r.Int64N(int64(time.Hour))))
		}
	}
	slices.Sort(arrivals)
	for n, after := range arrivals {
		d.call(n, start.Add(after.Truncate(time.Microsecond)))
	}
	return d.out
}

// about rounds up or down so that the mean is kept.
func (d *day) about(x float64) int {
	n := int(x)
	if d.r.Float64() < x-float64(n) {
		n++
	}
	return n
}

func (d *day) chance(percent float64) bool { return d.r.Float64()*100 < percent }

// between is any time from a to b seconds, to the microsecond.
func (d *day) between(a, b float64) time.Duration {
	return time.Duration((a + d.r.Float64()*(b-a)) * float64(time.Second)).Truncate(time.Microsecond)
}

// spread is a time of a mean, mostly less and sometimes much more.
func (d *day) spread(least, mean float64) time.Duration {
	return time.Duration((least + d.r.ExpFloat64()*(mean-least)) * float64(time.Second)).Truncate(time.Microsecond)
}

// shifts: three parts of the day, most agents by day; a break in the middle.
func (d *day) shifts() {
	for i := range d.cfg.Agents {
		from, long := 8*time.Hour, 10*time.Hour
		switch {
		case i%10 == 9 || i == 2:
			from, long = 0, 9*time.Hour
		case i%10 >= 6 || i == 1:
			from, long = 15*time.Hour, 9*time.Hour
		}
		a := &agent{
			id: callcenter.AgentID(fmt.Sprint(1001 + i)), seat: callcenter.SeatID(fmt.Sprint(8001 + i%50)),
			from: d.start.Add(from + d.between(0, 600)), to: d.start.Add(from + long - d.between(1, 600)),
		}
		a.free = a.from
		a.shift = callcenter.DeriveID(a.from, fmt.Sprint(d.cfg.Seed, " shift ", a.id))
		d.agents = append(d.agents, a)
		fact := func(at time.Time, occurrence string, data callcenter.Payload) callcenter.Fact {
			return callcenter.Fact{Subject: a.shift, Occurrence: occurrence, At: at, By: controller, Data: data}
		}
		pause := a.from.Add(long / 2)
		d.out.Shifts = append(d.out.Shifts, []callcenter.Fact{
			fact(a.from, "", callcenter.ShiftStarted{Agent: a.id, Seat: a.seat, How: "rest"}),
			fact(a.from, "1", callcenter.ReachabilityChanged{Agent: a.id, Reachable: true}),
			fact(a.from, "2", callcenter.IntentChanged{Agent: a.id, Intent: callcenter.WantsCalls, By: callcenter.ByAgent}),
			fact(pause, "3", callcenter.IntentChanged{Agent: a.id, Intent: callcenter.WantsBreak, Reason: "meal", By: callcenter.ByAgent}),
			fact(pause.Add(d.between(900, 2400)), "4", callcenter.IntentChanged{Agent: a.id, Intent: callcenter.WantsCalls, By: callcenter.ByAgent}),
			fact(a.to, "", callcenter.ShiftEnded{Agent: a.id, How: "rest"}),
		})
	}
}

const controller = "a"
