package prompts

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

const (
	ringSeat      = 30 * time.Second // how long the phone rings
	dictationEnds = 3 * time.Minute  // after which one that nobody heard of is forgotten
)

// Phones rings a seat and records what is said there (switchboard.Dictate).
type Phones func(ctx context.Context, line callcenter.LineID, seat callcenter.SeatID, ring, most time.Duration) error

// Dictations are the recordings by telephone that are under way.
type Dictations struct {
	keeper *Keeper
	dial   Phones
	spool  string // where Asterisk records to
	log    *zap.Logger

	mu    sync.Mutex
	going map[callcenter.LineID]dictation
}

type dictation struct {
	name  Name
	by    callcenter.AgentID
	began time.Time
}

// NewDictations makes recordings by telephone possible.
func NewDictations(k *Keeper, dial Phones, spool string, log *zap.Logger) *Dictations {
	return &Dictations{keeper: k, dial: dial, spool: spool, log: log, going: map[callcenter.LineID]dictation{}}
}

// Begin rings the seat. What is said there becomes a version that is not heard until
// somebody has listened to it and says so (Use).
func (d *Dictations) Begin(ctx context.Context, by callcenter.AgentID, name Name, seat callcenter.SeatID) error {
	if err := d.keeper.known(name); err != nil {
		return err
	}
	now := time.Now()
	line := callcenter.DictationLine(callcenter.NewID(now))
	d.mu.Lock()
	for l, other := range d.going {
		if now.Sub(other.began) > dictationEnds {
			delete(d.going, l)
		}
	}
	d.going[line] = dictation{name, by, now}
	d.mu.Unlock()
	if err := d.dial(ctx, line, seat, ringSeat, longest); err != nil {
		d.take(line)
		return fmt.Errorf("dictate %s: %w", name, err)
	}
	return nil
}

func (d *Dictations) take(line callcenter.LineID) (dictation, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	one, going := d.going[line]
	delete(d.going, line)
	return one, going
}

// Over keeps what was recorded. Only the first word of it counts.
func (d *Dictations) Over(ctx context.Context, line callcenter.LineID, failed bool) {
	one, going := d.take(line)
	if !going {
		return
	}
	file := filepath.Join(d.spool, string(line)+".wav")
	defer func() { _ = os.Remove(file) }()
	if failed {
		d.log.Info("nothing was dictated", zap.String("prompt", one.name.String()))
		return
	}
	sound, err := os.ReadFile(file)
	if err == nil {
		_, err = d.keeper.Add(ctx, one.by, one.name, FromPhone, sound, false)
	}
	if err != nil {
		d.log.Warn("dictation not kept", zap.String("prompt", one.name.String()), zap.Error(err))
	}
}
