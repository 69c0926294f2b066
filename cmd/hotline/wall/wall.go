package wall

import (
	"context"
	"sync"
	"time"

	"hotline/callcenter"
	"hotline/queue"
	"hotline/records"
	"hotline/records/figures"
	"hotline/records/tally"
)

const (
	freshFor = 400 * time.Millisecond // what was read serves every screen for so long
	readWait = 2 * time.Second        // for what is away to answer all the same
	proved   = 10 * time.Second       // a token is looked up again: so late is a revoked one noticed
	holds    = 10 * time.Minute       // a token that was good holds while Postgres is away
)

// Config is what the wall reads.
type Config struct {
	Queue   *queue.Queue
	Records *records.Records
	Title   func(callcenter.TopicName) string
}

// Wall is what all screens are shown.
type Wall struct {
	cfg Config

	reading sync.Mutex // one reads for all
	shown   Shown

	mu   sync.Mutex
	good map[string]time.Time // tokens, and when they were
}

// New makes it.
func New(cfg Config) *Wall { return &Wall{cfg: cfg, good: map[string]time.Time{}} }

// Shown is what is on a screen.
type Shown struct {
	At      time.Time                   `json:"at"`
	Waiting int                         `json:"waiting" doc:"排队人数"`
	Topics  []Topic                     `json:"topics"`
	Agents  map[callcenter.Presence]int `json:"agents" doc:"各状态的话务员人数"`
	Today   *figures.Report             `json:"today,omitempty" doc:"今天零点起;读不到时没有"`
	Away    []string                    `json:"away,omitempty" doc:"读不到的部分,用中文"`
}

// Topic is one line of the queue.
type Topic struct {
	Title   string `json:"title"`
	Waiting int    `json:"waiting"`
	Longest int    `json:"longest_seconds"`
}

// shownFigures are legible from afar: no more than these.
func shownFigures() []string {
	return []string{"calls", "answered", "connect_rate_a", "within_15s_rate", "speed_of_answer", "abandonment_rate", "satisfaction_rate", "callbacks_due"}
}

// Show is what whoever has the token sees now.
func (w *Wall) Show(ctx context.Context, token string) (Shown, error) {
	if err := w.admit(ctx, token); err != nil {
		return Shown{}, err
	}
	w.reading.Lock()
	defer w.reading.Unlock()
	if time.Since(w.shown.At) >= freshFor {
		w.shown = w.read(ctx)
	}
	return w.shown, nil
}

// admit lets a good token in. One that was good a while ago stays so while nobody can be
// asked: the wall does not go dark when Postgres does.
func (w *Wall) admit(ctx context.Context, token string) error {
	w.mu.Lock()
	last := time.Since(w.good[token])
	w.mu.Unlock()
	if last < proved {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, readWait)
	defer cancel()
	_, err := w.cfg.Records.WallOf(ctx, token)
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case err == nil:
		w.good[token] = time.Now()
	case callcenter.Is(err, callcenter.Unauthorized):
		delete(w.good, token)
	case last < holds:
		return nil
	}
	return err
}

func (w *Wall) read(ctx context.Context) Shown {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readWait)
	defer cancel()
	now := time.Now()
	s := Shown{At: now, Topics: []Topic{}, Agents: map[callcenter.Presence]int{}}
	if o, err := w.cfg.Queue.Overview(ctx); err != nil {
		s.Away = append(s.Away, "排队服务正在恢复")
	} else {
		s.Agents = o.Agents
		for _, t := range o.Topics {
			s.Waiting += t.Waiting
			s.Topics = append(s.Topics, Topic{w.cfg.Title(t.Topic), t.Waiting, t.Longest})
		}
	}
	local := now.In(callcenter.Leshan())
	day := time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, callcenter.Leshan())
	report, err := w.cfg.Records.Report(ctx, figures.Ask{Names: shownFigures(), Query: tally.Query{From: day, To: day.AddDate(0, 0, 1)}, Now: now})
	if err != nil {
		s.Away = append(s.Away, "数据库暂时读不到,今天的指标稍后恢复")
	} else {
		s.Today = &report
	}
	return s
}
