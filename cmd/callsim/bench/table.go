package bench

import (
	"fmt"
	"io"
	"strings"
)

// Table writes the medians for a person: a row a figure, a column a system.
func (r Result) Table(out io.Writer) {
	fmt.Fprintf(out, "%-42s", "")
	for _, name := range r.Systems {
		fmt.Fprintf(out, "%14s", name)
	}
	fmt.Fprintln(out)
	for _, row := range []struct {
		title  string
		format string
		value  func(Figures) float64
	}{
		{"有空闲坐席:来电到振铃 p50(毫秒)", "%.2f", func(f Figures) float64 { return f.Offer.P50 }},
		{"有空闲坐席:来电到振铃 p95(毫秒)", "%.2f", func(f Figures) float64 { return f.Offer.P95 }},
		{"有人等待:挂机到下一次振铃 p50(毫秒)", "%.2f", func(f Figures) float64 { return f.HandOver.P50 }},
		{"有人等待:挂机到下一次振铃 p95(毫秒)", "%.2f", func(f Figures) float64 { return f.HandOver.P95 }},
		{"测到的交接次数", "%.0f", func(f Figures) float64 { return float64(f.HandOver.Count) }},
		{"不按先来后到的电话", "%.0f", func(f Figures) float64 { return f.OutOfOrder }},
		{"持续无失败(个/秒)", "%.0f", func(f Figures) float64 { return f.Sustained }},
		{"每个电话 Asterisk 的 CPU(毫秒)", "%.2f", func(f Figures) float64 { return f.AsteriskPerCall }},
		{"每个电话控制器的 CPU(毫秒)", "%.2f", func(f Figures) float64 { return f.ControllerPerCall }},
		{"等待听音乐 Asterisk 的 CPU(%)", "%.1f", func(f Figures) float64 { return f.AsteriskWaiting }},
		{"等待听音乐控制器的 CPU(%)", "%.1f", func(f Figures) float64 { return f.ControllerWaiting }},
		{"失败的电话(各轮合计)", "%.0f", func(f Figures) float64 { return float64(f.Failed) }},
	} {
		fmt.Fprint(out, pad(row.title, 42))
		for _, name := range r.Systems {
			fmt.Fprintf(out, "%14s", fmt.Sprintf(row.format, row.value(r.Medians[name])))
		}
		fmt.Fprintln(out)
	}
	for _, name := range r.Systems {
		if limit := r.Medians[name].Limit; limit != "" {
			fmt.Fprintf(out, "%s 的持续速率止于:%s\n", name, limit)
		}
	}
}

// pad fills to a width in columns: a Chinese character takes two.
func pad(s string, width int) string {
	for _, r := range s {
		width--
		if r > 0x2e7f {
			width--
		}
	}
	return s + strings.Repeat(" ", max(0, width))
}
