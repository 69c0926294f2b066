package figures

import (
	"context"
	"slices"
	"time"

	"hotline/callcenter"
	"hotline/records/tally"
)

// from is where the sums of a figure come from. No two sources give sums of one name.
type from string

const (
	fromCalls   from = "calls"   // plain sums over calls and their legs
	fromWaits   from = "waits"   // the distribution of waiting
	fromTime    from = "time"    // agents' time
	fromFaults  from = "faults"  // calls that arrived in minutes of an outage
	fromWindows from = "windows" // 24 hours that begin at any whole hour
	fromOrders  from = "orders"  // work orders
)

var plain = []from{fromCalls}

// adder takes what one source read of a line.
type adder func(start time.Time, values []string) *part

// source is how sums are read, and by what they may be divided.
type source struct {
	by      []tally.Dimension
	refusal string
	read    func(ctx context.Context, conn tally.Conn, q tally.Query, now time.Time, at adder) error
}

func (f from) source() source {
	switch f {
	case fromWaits:
		return source{without(tally.Wait), "与等待分布有关的指标不能再按等待分组或筛选", readWaits}
	case fromTime:
		return source{[]tally.Dimension{tally.Agent, tally.BreakReason}, "与话务员时间有关的指标只能按话务员、小组、单位或小休原因分组或筛选", readTime}
	case fromFaults:
		return source{tally.Dimensions(), "", readFaults}
	case fromWindows:
		return source{nil, "连续 24 小时的指标不能按维度分组或筛选", readWindows}
	case fromOrders:
		return source{tally.OrderDimensions(), "工单的指标只能按工单的维度分组或筛选", readOrders}
	}
	return source{tally.Dimensions(), "来电的指标不能按工单或小休的维度分组或筛选", readCalls}
}

// check refuses what a source cannot divide by.
func (s source) check(q tally.Query) error {
	by := slices.Clone(q.By)
	for d := range q.Only {
		by = append(by, d)
	}
	for _, d := range by {
		if !slices.Contains(s.by, d) {
			if !slices.Contains(Dimensions(), d) {
				return callcenter.Errorf(callcenter.Invalid, "没有维度 %q", d)
			}
			return callcenter.Errorf(callcenter.Invalid, "%s", s.refusal)
		}
	}
	return nil
}

func without(not tally.Dimension) []tally.Dimension {
	return slices.DeleteFunc(tally.Dimensions(), func(d tally.Dimension) bool { return d == not })
}

func readCalls(ctx context.Context, conn tally.Conn, q tally.Query, _ time.Time, at adder) error {
	lines, err := tally.Read(ctx, conn, q)
	for _, l := range lines {
		at(l.Start, l.Values).add(l.Sums)
	}
	return err
}

// readWaits reads the bands: one dimension more.
func readWaits(ctx context.Context, conn tally.Conn, q tally.Query, _ time.Time, at adder) error {
	q.By, q.Counts = append(slices.Clone(q.By), tally.Wait), []string{"answered", "abandoned"}
	lines, err := tally.Read(ctx, conn, q)
	for _, l := range lines {
		last := len(l.Values) - 1
		at(l.Start, l.Values[:last]).addBand(l, l.Values[last])
	}
	return err
}

func readTime(ctx context.Context, conn tally.Conn, q tally.Query, now time.Time, at adder) error {
	list, err := tally.ReadStates(ctx, conn, q, now)
	for _, s := range list {
		values := make([]string, len(q.By))
		for i, d := range q.By {
			values[i] = map[tally.Dimension]string{tally.Agent: string(s.Agent), tally.BreakReason: s.Reason}[d]
		}
		at(s.Start, values).spent[s.Presence] += s.Time
	}
	return err
}

func readFaults(ctx context.Context, conn tally.Conn, q tally.Query, _ time.Time, at adder) error {
	q.Counts = []string{"inbound", "answered"}
	lines, err := tally.ReadFaults(ctx, conn, q)
	for _, l := range lines {
		at(l.Start, l.Values).add(map[string]int64{"fault_inbound": l.Sums["inbound"], "fault_answered": l.Sums["answered"]})
	}
	return err
}

func readOrders(ctx context.Context, conn tally.Conn, q tally.Query, now time.Time, at adder) error {
	lines, err := tally.ReadOrders(ctx, conn, q, now)
	for _, l := range lines {
		at(l.Start, l.Values).add(l.Sums)
	}
	return err
}
