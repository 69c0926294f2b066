package e2e

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/records"
	"hotline/records/recount"
)

// recount ends a test: whatever was played, what is kept agrees with the facts and with
// Asterisk's own account. Without a controller the facts may still be on their way.
func (h *house) recount() {
	h.t.Helper()
	if len(h.runs) == 0 {
		return
	}
	ctx := context.WithoutCancel(h.t.Context())
	r := h.reads()
	from := h.built.Truncate(time.Hour)
	var result recount.Result
	var err error
	for end := time.Now().Add(patience); ; {
		ask := recount.Ask{From: from, To: time.Now().Add(time.Hour).Truncate(time.Hour), CDR: h.ownCDR(), Numbers: h.cfg.Center.Numbers}
		if result, err = r.Recount(ctx, ask); err == nil && result.Unexplained() == 0 || time.Now().After(end) {
			break
		}
		time.Sleep(500 * time.Millisecond)
	}
	if err != nil {
		h.t.Error(err)
	}
	for _, s := range result.Differing {
		h.t.Errorf("recount: %s is kept as %d, and is %d by the facts", s.Name, s.Kept, s.Recounted)
	}
	for _, d := range result.Differences {
		if !d.Explained {
			h.t.Errorf("recount: %s of call %s: %s", d.Kind, d.Call, d.Detail)
		}
	}
	h.t.Logf("recounted %d calls, %d lines", result.Calls, result.Lines)
}

// reads is what is kept, read as a program.
func (h *house) reads() *records.Reads {
	h.t.Helper()
	r, err := records.OpenReads(records.Config{
		Postgres: h.db, KeyFile: h.cfg.Keys.PartyFile, IndexKeyFile: h.cfg.Keys.IndexFile, Log: zap.NewNop(),
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

// ownCDR is a folder with what Asterisk has written since the house was built: the houses
// before it on the ground have their calls in the same files.
func (h *house) ownCDR() string {
	h.t.Helper()
	folder := filepath.Join(h.dir, "cdr")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		h.t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(h.ground.place.CDR(), "Master*.csv"))
	var own []byte
	for _, file := range files {
		all, err := os.ReadFile(file)
		if err != nil && !os.IsNotExist(err) {
			h.t.Fatal(err)
		}
		for row := range bytes.Lines(all) {
			fields := bytes.Split(bytes.TrimSpace(row), []byte(`"`)) // the line's id is the last
			if made, _ := callcenter.LineID(fields[max(0, len(fields)-2)]).Made(); !made.Before(h.built) {
				own = append(own, row...)
			}
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "Master.csv"), own, 0o600); err != nil {
		h.t.Fatal(err)
	}
	return folder
}
