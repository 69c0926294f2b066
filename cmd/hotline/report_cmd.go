package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/cmd/hotline/controller"
	"hotline/records"
	"hotline/records/figures"
)

const reportUsage = "用法:hotline report [报表 或 指标,…] [-config 文件] [-from 2026-03-01] [-to 2026-04-01] [-by 维度,…] [-only 维度=值,…] [-step hour|day|month] [-compare period,year] [-json],或 hotline report list|staffing"

// runReport is "hotline report NAME -from -to -by": a page, or the figures named, in the
// terminal.
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
	compare := flags.String("compare", "", "与什么比较:period 上一时段,year 上年同期")
	asJSON := flags.Bool("json", false, "输出 JSON")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return callcenter.Errorf(callcenter.Invalid, reportUsage)
	}
	planning := names == "staffing"
	if planning {
		names = ""
	}
	ask, err := figures.Parse(names, *by, *only, *step, *compare)
	if err != nil {
		return err
	}
	ask.Now = now
	pool, cfg, err := openPostgres(ctx, *file)
	if err != nil {
		return err
	}
	defer pool.Close()
	if ask.Query.From, err = dayOrHour(*from, cfg.Reports.DayStart); err != nil {
		return err
	}
	if ask.Query.To, err = dayOrHour(*to, cfg.Reports.DayStart); err != nil {
		return err
	}
	r, err := records.OpenReads(records.Config{
		Postgres: pool, KeyFile: cfg.Keys.PartyFile, IndexKeyFile: cfg.Keys.IndexFile, Rules: cfg.Rules(), Groups: controller.GroupsOf(pool), Log: zap.NewNop(),
	})
	if err != nil {
		return err
	}
	if planning {
		advice, err := reportStaffing(ctx, r, ask)
		switch {
		case err != nil:
			return err
		case *asJSON:
			return printJSON(advice)
		}
		return writeStaffing(os.Stdout, advice)
	}
	titles, reports, err := readReports(ctx, r, names, ask)
	switch {
	case err != nil:
		return err
	case *asJSON && titles == nil:
		return printJSON(reports[0])
	case *asJSON:
		return printJSON(reports)
	}
	for i, report := range reports {
		if titles != nil {
			fmt.Println(titles[i])
		}
		if err := writeReport(os.Stdout, report); err != nil {
			return err
		}
	}
	return nil
}

// readReports reads the sections of a page, with their titles, or the one report of figures.
func readReports(ctx context.Context, r *records.Reads, name string, ask figures.Ask) (titles []string, reports []figures.Report, err error) {
	page, err := figures.PageNamed(name)
	if err != nil {
		report, err := r.Report(ctx, ask)
		return nil, []figures.Report{report}, err
	}
	for _, section := range page.Sections {
		report, err := r.Report(ctx, section.Ask(ask))
		if err != nil {
			return nil, nil, err
		}
		titles, reports = append(titles, page.Title+" · "+section.Title), append(reports, report)
	}
	return titles, reports, nil
}

// dayOrHour reads an hour, or the hour at which a day begins.
func dayOrHour(text string, start int) (time.Time, error) {
	if day, err := time.ParseInLocation(time.DateOnly, text, callcenter.Leshan()); err == nil {
		return day.Add(time.Duration(start) * time.Hour), nil
	}
	if at, err := time.ParseInLocation("2006-01-02T15", text, callcenter.Leshan()); err == nil {
		return at, nil
	}
	return time.Time{}, callcenter.Errorf(callcenter.Invalid, "时间 %q 须写成 2026-03-01 或 2026-03-01T08", text)
}
