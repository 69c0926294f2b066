package staffing

import (
	"context"
	"fmt"
	"time"

	"hotline/callcenter"
	"hotline/records/tally"
)

// measured is what a call takes and how long callers stay. After-call work is an agent's,
// of whatever topic: its mean is of all.
func measured(ctx context.Context, conn tally.Conn, ask Ask) (Load, error) {
	all := tally.Query{From: ask.From, To: ask.To}
	sums, err := totals(ctx, conn, all)
	if err != nil {
		return Load{}, err
	}
	states, err := tally.ReadStates(ctx, conn, all, time.Now())
	if err != nil {
		return Load{}, fmt.Errorf("read after-call work: %w", err)
	}
	var after time.Duration
	for _, s := range states {
		if s.Presence == callcenter.WrapUp {
			after += s.Time
		}
	}
	after = each(after, sums["talks"])
	if ask.Topic != "" {
		all.Only = map[tally.Dimension]string{tally.Topic: string(ask.Topic)}
		if sums, err = totals(ctx, conn, all); err != nil {
			return Load{}, err
		}
	}
	load := Load{Patience: each(millis(sums["wait_ms"]+sums["lost_ms"]), sums["abandoned"])}
	if sums["talks"] > 0 {
		load.Handling = each(millis(sums["talk_ms"]), sums["talks"]) + after
	}
	return load, nil
}

func totals(ctx context.Context, conn tally.Conn, q tally.Query) (map[string]int64, error) {
	lines, err := tally.Read(ctx, conn, q)
	if err != nil || len(lines) == 0 {
		return nil, err
	}
	return lines[0].Sums, nil
}

func each(sum time.Duration, n int64) time.Duration {
	if n == 0 {
		return 0
	}
	return sum / time.Duration(n)
}

func millis(n int64) time.Duration { return time.Duration(n) * time.Millisecond }
