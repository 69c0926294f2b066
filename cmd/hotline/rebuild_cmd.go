package main

import (
	"context"
	"fmt"
	"time"

	"hotline/cmd/hotline/config"
	"hotline/records"
	"hotline/records/recordings"
	"hotline/records/seal"
)

// rebuild folds everything again from the journal and says which tables it changed:
// on a quiet database none, unless one had been wrong.
func rebuild(ctx context.Context, r *records.Reads) error {
	before, err := r.Hashes(ctx)
	if err != nil {
		return err
	}
	began := time.Now()
	done, err := r.Rebuild(ctx)
	if err != nil {
		return err
	}
	took := time.Since(began)
	after, err := r.Hashes(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("重新归并:来电 %d,事项 %d,班次 %d;用时 %s,来电的事实每秒 %.0f 条\n",
		done.Calls, done.Matters, done.Shifts, took.Round(time.Millisecond), float64(done.Facts)/took.Seconds())
	for i, h := range after {
		same := "相同"
		if h != before[i] {
			same = "已变(原 " + before[i].Hash + ")"
		}
		fmt.Printf("  %-20s %8d 行  %s  %s\n", h.Table, h.Rows, h.Hash, same)
	}
	return nil
}

// rekey wraps the keys of all recordings under the first key of the key file, after a
// new one was put on top of it.
func rekey(cfg config.Config) error {
	ring, err := seal.Load(cfg.Keys.PartyFile)
	if err != nil {
		return err
	}
	store, err := recordings.Open(cfg.Recordings.Dir, ring)
	if err != nil {
		return err
	}
	n, err := store.Rekey()
	fmt.Printf("%d 个录音的密钥已换用 %s 的第一行\n", n, cfg.Keys.PartyFile)
	if closeErr := store.Close(); err == nil {
		err = closeErr
	}
	return err
}
