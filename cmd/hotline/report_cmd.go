package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/records"
	"hotline/records/figures"
	"hotline/records/tally"
)

const reportUsage = "用法:hotline report [指标,…] [-config 文件] [-from 2026-03-01] [-to 2026-04-01] [-by 维度,…] [-only 维度=值,…] [-step hour|day|month] [-json],或 hotline report list"

// runReport is "hotline report NAME,… -from -to -by": figures in the terminal.
func runReport(ctx context.Context, args []string) error {
	names := ""
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		names, args = args[0], args[1:]
	}
	if names == "list" {
		return listFigures(os.Stdout)
	}
	now := time.Now()
	month := time.Date(now.In(callcenter.Leshan()).Year(), now.In(callcenter.Leshan()).Month(), 1, 0, 0, 0, 0, callcenter.Leshan())
	flags := flag.NewFlagSet("report", flag.ContinueOnError)
	file := flags.String("config", "/etc/hotline/hotline.toml", "配置文件")
	from := flags.String("from", month.Format(time.DateOnly), "开始的日期或整点(2026-03-01T08)")
	to := flags.String("to", month.AddDate(0, 1, 0).Format(time.DateOnly), "结束的日期或整点,不含")
	by := flags.String("by", "", "分组的维度")
	only := flags.String("only", "", "筛选")
	step := flags.String("step", "", "按时间分列:hour、day 或 month")
	asJSON := flags.Bool("json", false, "输出 JSON")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return callcenter.Errorf(callcenter.Invalid, reportUsage)
	}
	ask, err := figures.Parse(names, *by, *only, *step)
	if err != nil {
		return err
	}
	ask.Now = now
	if ask.Query.From, err = dayOrHour(*from); err != nil {
		return err
	}
	if ask.Query.To, err = dayOrHour(*to); err != nil {
		return err
	}
	pool, cfg, err := openPostgres(ctx, *file)
	if err != nil {
		return err
	}
	defer pool.Close()
	r, err := records.OpenReads(records.Config{
		Postgres: pool, KeyFile: cfg.Keys.PartyFile, IndexKeyFile: cfg.Keys.IndexFile, Log: zap.NewNop(),
	})
	if err != nil {
		return err
	}
	report, err := r.Report(ctx, ask)
	if err != nil {
		return err
	}
	if *asJSON {
		return printJSON(report)
	}
	return writeReport(os.Stdout, report)
}

func dayOrHour(text string) (time.Time, error) {
	for _, layout := range []string{time.DateOnly, "2006-01-02T15"} {
		if at, err := time.ParseInLocation(layout, text, callcenter.Leshan()); err == nil {
			return at, nil
		}
	}
	return time.Time{}, callcenter.Errorf(callcenter.Invalid, "时间 %q 须写成 2026-03-01 或 2026-03-01T08", text)
}

func listFigures(w io.Writer) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, d := range (figures.Rules{}).Definitions() {
		without := ""
		if d.Without != "" {
			without = "(不计" + d.Without + ")"
		}
		if _, err := fmt.Fprintf(table, "%s\t%s\t%s%s\t%s\n", d.Name, d.Title, d.Formula, without, d.Source); err != nil {
			return err
		}
	}
	if _, err := fmt.Fprintf(table, "\n维度:%v\n", tally.Dimensions()); err != nil {
		return err
	}
	return table.Flush()
}

// writeReport prints a line for each step and value; the last is the total.
func writeReport(w io.Writer, report figures.Report) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	head := []string{"时间"}
	for _, d := range report.By {
		head = append(head, string(d))
	}
	for _, d := range report.Definitions {
		head = append(head, d.Title)
	}
	if _, err := fmt.Fprintln(table, strings.Join(head, "\t")+"\t"); err != nil {
		return err
	}
	for i, l := range append(report.Lines, report.Total) {
		cells := []string{"合计"}
		if i < len(report.Lines) {
			cells[0] = "全部"
		}
		if l.Start != nil {
			cells[0] = l.Start.Format("2006-01-02 15:04")
		}
		for n := range report.By {
			if n < len(l.Values) {
				cells = append(cells, dashed(l.Values[n]))
			} else {
				cells = append(cells, "")
			}
		}
		for _, d := range report.Definitions {
			cells = append(cells, figureText(l.Figures[d.Name], d.Unit))
		}
		if _, err := fmt.Fprintln(table, strings.Join(cells, "\t")+"\t"); err != nil {
			return err
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if report.Total.Settling {
		_, err := fmt.Fprintln(w, "时段未完或还有来电进行中,数字仍会变。")
		return err
	}
	return nil
}

func dashed(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

func figureText(v *float64, unit figures.Unit) string {
	switch {
	case v == nil:
		return "—"
	case unit == figures.Share:
		return fmt.Sprintf("%.2f %%", *v*100)
	case unit == figures.Millis:
		return fmt.Sprintf("%.1f 秒", *v/1000)
	case unit == figures.Fen:
		return fmt.Sprintf("%.2f 元", *v/100)
	}
	return fmt.Sprintf("%.0f", *v)
}
