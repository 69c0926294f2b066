package bench

import (
	"fmt"
	"io"
	"strings"
)

// row is one figure of the table.
type row struct {
	title    string
	format   string
	value    func(Figures) float64
	measured func(Figures) bool
	target   string
}

func offered(f Figures) bool    { return f.Offer.Count > 0 }
func handedOver(f Figures) bool { return f.HandOver.Count > 0 }
func searched(f Figures) bool   { return f.Limit != "" }
func metered(f Figures) bool    { return f.AsteriskPerCall > 0 }
func controlled(f Figures) bool { return f.ControllerPerCall > 0 }
func waited(f Figures) bool     { return f.AsteriskWaiting > 0 }

func rows() []row {
	return []row{
		{"有空闲坐席:来电到振铃 p50(毫秒)", "%.2f", func(f Figures) float64 { return f.Offer.P50 }, offered, "≤ 1.6 倍"},
		{"有空闲坐席:来电到振铃 p95(毫秒)", "%.2f", func(f Figures) float64 { return f.Offer.P95 }, offered, ""},
		{"有人等待:挂机到下一次振铃 p50(毫秒)", "%.2f", func(f Figures) float64 { return f.HandOver.P50 }, handedOver, "≤ 15,≤ 1/25"},
		{"有人等待:挂机到下一次振铃 p95(毫秒)", "%.2f", func(f Figures) float64 { return f.HandOver.P95 }, handedOver, "≤ 40,≤ 1/25"},
		{"测到的交接次数", "%.0f", func(f Figures) float64 { return float64(f.HandOver.Count) }, handedOver, ""},
		{"不按先来后到的电话", "%.0f", func(f Figures) float64 { return f.OutOfOrder }, handedOver, "0"},
		{"持续 30 秒无失败(个/秒)", "%.0f", func(f Figures) float64 { return f.Sustained }, searched, "≥ 45"},
		{"每个电话 Asterisk 的 CPU(毫秒)", "%.2f", func(f Figures) float64 { return f.AsteriskPerCall }, metered, ""},
		{"每个电话控制器的 CPU(毫秒)", "%.2f", func(f Figures) float64 { return f.ControllerPerCall }, controlled, ""},
		{"控制器的 CPU 是 Asterisk 的几倍", "%.2f", func(f Figures) float64 { return f.ControllerPerCall / f.AsteriskPerCall }, controlled, "≤ 0.30"},
		{"等待听音乐 Asterisk 的 CPU(%)", "%.1f", func(f Figures) float64 { return f.AsteriskWaiting }, waited, "≤ 1 倍"},
		{"等待听音乐控制器的 CPU(%)", "%.1f", func(f Figures) float64 { return f.ControllerWaiting }, func(f Figures) bool { return f.ControllerWaiting > 0 }, ""},
		{"失败的电话(各轮合计)", "%.0f", func(f Figures) float64 { return float64(f.Failed) }, func(Figures) bool { return true }, "0"},
	}
}

// Table writes the medians for a person: a row a figure, a column a system, and how
// many times the second's the first's is. Rows nobody measured are left out.
func (r Result) Table(out io.Writer) {
	fmt.Fprintln(out, r.Machine)
	if len(r.Skipped) > 0 {
		fmt.Fprintf(out, "没有测:%s\n", strings.Join(r.Skipped, "、"))
	}
	compared := len(r.Systems) == 2
	fmt.Fprint(out, pad("", 42))
	for _, name := range r.Systems {
		fmt.Fprintf(out, "%12s", name)
	}
	if compared {
		fmt.Fprint(out, "      倍数  目标")
	}
	fmt.Fprintln(out)
	for _, row := range rows() {
		r.line(out, row, compared)
	}
	for _, name := range r.Systems {
		if limit := r.Medians[name].Limit; limit != "" {
			fmt.Fprintf(out, "%s 的持续速率止于:%s\n", name, limit)
		}
	}
}

func (r Result) line(out io.Writer, row row, compared bool) {
	var cells strings.Builder
	values, any := make([]float64, len(r.Systems)), false
	for i, name := range r.Systems {
		cell := "—"
		if f := r.Medians[name]; row.measured(f) {
			values[i], any = row.value(f), true
			cell = fmt.Sprintf(row.format, values[i])
		}
		fmt.Fprintf(&cells, "%12s", cell)
	}
	if !any {
		return
	}
	if compared {
		ratio := ""
		if values[0] > 0 && values[1] > 0 {
			ratio = fmt.Sprintf("%.2f", values[0]/values[1])
		}
		fmt.Fprintf(&cells, "%10s  %s", ratio, row.target)
	}
	fmt.Fprintln(out, strings.TrimRight(pad(row.title, 42)+cells.String(), " "))
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
