package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"hotline/callcenter"
	"hotline/records"
	"hotline/records/figures"
	"hotline/records/staffing"
	"hotline/records/tally"
)

// What staffing is planned for unless asked otherwise: 80 % within 15 seconds, as a city's
// 12345 asks for.
const (
	plannedShare  = 0.8
	plannedWithin = 15 * time.Second
)

// reportStaffing is "hotline report staffing": how many agents each half hour needs.
func reportStaffing(ctx context.Context, r *records.Reads, ask figures.Ask) (staffing.Advice, error) {
	return r.Staffing(ctx, staffing.Ask{
		From: ask.Query.From, To: ask.Query.To, Topic: callcenter.TopicName(ask.Query.Only[tally.Topic]), Share: plannedShare, Within: plannedWithin,
	})
}

func writeStaffing(out io.Writer, a staffing.Advice) error {
	if _, err := fmt.Fprintf(out, "%d 个排队来电,目标:%d 秒内接通 %.0f %%\n", a.Calls, a.Within, 100*a.Share); err != nil {
		return err
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "时段\t来电\t最忙\t话务量\t需要(计入放弃)\t需要(无人放弃)\t预期接通")
	for _, h := range a.Halves {
		day := [...]string{"周一", "周二", "周三", "周四", "周五", "周六", "周日"}[h.Weekday-1]
		fmt.Fprintf(w, "%s %s\t%.1f\t%d\t%.2f\t%d\t%d\t%.1f %%\n", day, h.Start, h.Calls, h.Most, h.Erlangs, h.Leaving, h.Staying, 100*h.Expected.Answered)
	}
	return w.Flush()
}
