package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/records"
	"hotline/records/recount"
)

const auditUsage = "用法:hotline audit [-config 文件] [-from 2026-03-01] [-to 2026-03-02] [-json];不写时间就核对昨天"

// runAudit is "hotline audit": the figures of a period recounted from the facts, and the
// calls compared with Asterisk's CDR. It fails where something differs and nothing
// explains it.
func runAudit(ctx context.Context, args []string) error {
	now := time.Now().In(callcenter.Leshan())
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, callcenter.Leshan())
	flags := flag.NewFlagSet("audit", flag.ContinueOnError)
	file := flags.String("config", "/etc/hotline/hotline.toml", "配置文件")
	from := flags.String("from", today.AddDate(0, 0, -1).Format(time.DateOnly), "开始的日期或整点(2026-03-01T08)")
	to := flags.String("to", today.Format(time.DateOnly), "结束的日期或整点,不含")
	asJSON := flags.Bool("json", false, "输出 JSON")
	if err := flags.Parse(args); err != nil || flags.NArg() > 0 {
		return callcenter.Errorf(callcenter.Invalid, auditUsage)
	}
	ask := recount.Ask{Settle: recount.Settled}
	var err error
	if ask.From, err = dayOrHour(*from, 0); err != nil {
		return err
	}
	if ask.To, err = dayOrHour(*to, 0); err != nil {
		return err
	}
	pool, cfg, err := openPostgres(ctx, *file)
	if err != nil {
		return err
	}
	defer pool.Close()
	ask.CDR, ask.Numbers = cfg.Asterisk.CDR, cfg.Center.Numbers
	r, err := records.OpenReads(records.Config{
		Postgres: pool, KeyFile: cfg.Keys.PartyFile, IndexKeyFile: cfg.Keys.IndexFile, Log: zap.NewNop(),
	})
	if err != nil {
		return err
	}
	result, err := r.Recount(ctx, ask)
	if err != nil {
		return err
	}
	if *asJSON {
		err = printJSON(result)
	} else {
		err = writeRecount(os.Stdout, result)
	}
	if n := result.Unexplained(); err == nil && n > 0 {
		return callcenter.Errorf(callcenter.Conflict, "有 %d 处不符,且没有中断记录可以解释", n)
	}
	return err
}

func writeRecount(w io.Writer, r recount.Result) error {
	const clock = "2006-01-02 15:04:05"
	zone := callcenter.Leshan()
	_, err := fmt.Fprintf(w, "%s 至 %s:重算 %d 个电话、%d 个合计数,核对话单 %d 条(读不懂的 %d 行)\n",
		r.From.In(zone).Format(clock), r.To.In(zone).Format(clock), r.Calls, r.Sums, r.Lines, r.Corrupt)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, s := range r.Differing {
		if _, err := fmt.Fprintf(table, "合计不符\t%s\t%s\t现存 %d,重算 %d\n", s.Start.In(zone).Format(clock), s.Name, s.Kept, s.Recounted); err != nil {
			return err
		}
	}
	for _, d := range r.Differences {
		why := ""
		if d.Explained {
			why = "(Asterisk 或控制器曾中断)"
		}
		if _, err := fmt.Fprintf(table, "%s\t%s\t%s\t%s%s\n", d.Kind.Title(), d.At.In(zone).Format(clock), d.Call, d.Detail, why); err != nil {
			return err
		}
	}
	return table.Flush()
}
