package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/records"
	"hotline/records/deadline"
	"hotline/records/orders"
)

// runUnits is "hotline units import [-config FILE] FILE": the directory of those who do the
// work, from a JSON list. A unit is known by its name: done again it is changed.
func runUnits(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("units", flag.ContinueOnError)
	file := configFlag(flags)
	if len(args) == 0 || args[0] != "import" {
		return callcenter.Errorf(callcenter.Invalid, "用法:hotline units import [-config 文件] 名录.json")
	}
	if err := flags.Parse(args[1:]); err != nil || flags.NArg() != 1 {
		return callcenter.Errorf(callcenter.Invalid, "用法:hotline units import [-config 文件] 名录.json")
	}
	raw, err := os.ReadFile(flags.Arg(0))
	if err != nil {
		return callcenter.Errorf(callcenter.Invalid, "名录读不了: %w", err)
	}
	var units []orders.UnitInfo
	if err := json.Unmarshal(raw, &units); err != nil {
		return callcenter.Errorf(callcenter.Invalid, "名录应是 JSON 数组,每项有 name、kind、region、people: %w", err)
	}
	pool, cfg, err := openPostgres(ctx, *file)
	if err != nil {
		return err
	}
	defer pool.Close()
	r, err := records.OpenReads(records.Config{Postgres: pool, KeyFile: cfg.Keys.PartyFile, IndexKeyFile: cfg.Keys.IndexFile, Log: zap.NewNop()})
	if err != nil {
		return err
	}
	calendar, err := deadline.New()
	if err != nil {
		return err
	}
	o, err := orders.Open(orders.Config{Store: r, Postgres: pool, Keys: r.Keys(), Calendar: calendar, Terms: orders.DefaultTerms(), Log: zap.NewNop()})
	if err != nil {
		return err
	}
	for _, u := range units {
		u.ID = callcenter.DeriveID(time.Unix(0, 0), "unit "+u.Name)
		if err := o.PutUnit(ctx, u, "", records.NoteChange); err != nil {
			return err
		}
	}
	fmt.Printf("已登记 %d 个承办单位\n", len(units))
	return nil
}
