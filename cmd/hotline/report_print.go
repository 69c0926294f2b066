package main

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"hotline/records/figures"
)

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
	for _, p := range figures.Pages() {
		if _, err := fmt.Fprintf(table, "\n报表 %s\t%s", p.Key, p.Title); err != nil {
			return err
		}
	}
	if _, err := fmt.Fprintf(table, "\n维度:%v\n", figures.Dimensions()); err != nil {
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
	lines := append(report.Lines, report.Total)
	for _, c := range report.Compared {
		lines = append(lines, c.Total)
	}
	for i, l := range lines {
		cells := []string{"全部"}
		switch n := len(report.Lines); {
		case i == n:
			cells[0] = "合计"
		case i > n:
			cells[0] = map[figures.Compare]string{figures.PeriodBefore: "上一时段", figures.YearBefore: "上年同期"}[report.Compared[i-n-1].With]
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
			cells = append(cells, figures.Text(l.Figures[d.Name], d.Unit))
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
