package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"

	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/records"
	"hotline/records/fold"
)

const recordsUsage = "用法:hotline records show [-config 文件] [-json] 来电编号,或 hotline records recent|callbacks [-config 文件] [-json] [-limit 条数],或 hotline records rebuild|rekey [-config 文件]"

// runRecords is "hotline records show CALL", "recent", "callbacks", "rebuild" and "rekey".
func runRecords(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return callcenter.Errorf(callcenter.Invalid, recordsUsage)
	}
	flags := flag.NewFlagSet("records "+args[0], flag.ContinueOnError)
	file := flags.String("config", "/etc/hotline/hotline.toml", "配置文件")
	asJSON := flags.Bool("json", false, "输出 JSON")
	limit := flags.Int("limit", 20, "条数")
	if err := flags.Parse(args[1:]); err != nil {
		return callcenter.Errorf(callcenter.Invalid, "参数有误: %w", err)
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
	switch {
	case args[0] == "show" && flags.NArg() == 1:
		return showCall(ctx, r, flags.Arg(0), *asJSON)
	case args[0] == "recent" && flags.NArg() == 0:
		return recentCalls(ctx, r, *limit, *asJSON)
	case args[0] == "callbacks" && flags.NArg() == 0:
		return openCallbacks(ctx, r, *limit, *asJSON)
	case args[0] == "rebuild" && flags.NArg() == 0:
		return rebuild(ctx, r)
	case args[0] == "rekey" && flags.NArg() == 0:
		return rekey(cfg)
	}
	return callcenter.Errorf(callcenter.Invalid, recordsUsage)
}

func showCall(ctx context.Context, r *records.Reads, text string, asJSON bool) error {
	id, err := callcenter.ParseID(text)
	if err != nil {
		return err
	}
	story, err := r.Story(ctx, id)
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(story)
	}
	return story.Write(os.Stdout)
}

func recentCalls(ctx context.Context, r *records.Reads, limit int, asJSON bool) error {
	page, err := r.Calls(ctx, records.Filter{Limit: limit})
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(page)
	}
	for _, c := range page.Calls {
		if _, err := fmt.Println(records.CallLine(c)); err != nil {
			return err
		}
	}
	return nil
}

func openCallbacks(ctx context.Context, r *records.Reads, limit int, asJSON bool) error {
	page, err := r.Callbacks(ctx, records.CallbackFilter{State: fold.CallbackOpen, Limit: limit})
	if err != nil {
		return err
	}
	if asJSON {
		return printJSON(page)
	}
	for _, c := range page.Callbacks {
		if _, err := fmt.Println(records.CallbackLine(c)); err != nil {
			return err
		}
	}
	return nil
}

func printJSON(v any) error {
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", "  ")
	return out.Encode(v)
}
