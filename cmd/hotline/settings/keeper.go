package settings

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/jackc/pgx/v5/pgxpool"
	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/cmd/hotline/config"
)

// Config is what a Keeper works with.
type Config struct {
	Pool *pgxpool.Pool
	File config.Config // says where the copy is, and what holds until somebody saves
	Note Note
	Log  *zap.Logger

	// Apply makes a configuration hold here. What fails is tried again.
	Apply func(context.Context, config.Config) error
}

// Keeper holds what is set here and brings it up to date.
type Keeper struct {
	cfg   Config
	store store

	mu      sync.Mutex // one change at a time
	file    config.Config
	now     Version
	applied bool
}

// Open takes the local copy, if there is one. One that cannot be read must not keep the
// line down: the file's settings hold until Postgres says what was saved.
func Open(cfg Config) *Keeper {
	k := &Keeper{cfg: cfg, store: store{cfg.Pool, cfg.Note}, file: cfg.File, applied: true}
	now, err := Copy(cfg.File)
	if err != nil {
		cfg.Log.Error("settings.json is damaged; the file's settings hold until Postgres is there", zap.Error(err))
	}
	k.now = now
	return k
}

// Config is the configuration as it holds now: the file, and over it what was saved.
func (k *Keeper) Config() config.Config {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.over()
}

// over is the file with what was saved in the place of its settings. The lock is held.
func (k *Keeper) over() config.Config {
	cfg := k.file
	if k.now.Number > 0 {
		cfg.Settings = k.now.Settings
	}
	return cfg
}

// Reload takes the file anew.
func (k *Keeper) Reload(ctx context.Context, file config.Config) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.file = file
	return k.apply(ctx)
}

// Look takes the last version, if it is another than ours or could not be applied yet.
func (k *Keeper) Look(ctx context.Context) error {
	last, err := k.store.version(ctx, 0)
	if callcenter.Is(err, callcenter.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if last.Number == k.now.Number && k.applied {
		return nil
	}
	k.now = last
	err = keep(k.cfg.File.Journal.Dir, last)
	return errors.Join(err, k.apply(ctx))
}

// apply makes what is set hold. The lock is held.
func (k *Keeper) apply(ctx context.Context) error {
	err := k.cfg.Apply(ctx, k.over())
	k.applied = err == nil
	if err != nil {
		return fmt.Errorf("apply settings version %d: %w", k.now.Number, err)
	}
	return nil
}

// Current is what holds, and who saved it.
func (k *Keeper) Current() Version {
	k.mu.Lock()
	defer k.mu.Unlock()
	v := k.now
	v.Settings = k.over().Settings
	return v
}

// Save checks settings made from a version and makes them hold, here before it returns.
// Faulty ones are a Faulty; Conflict: somebody was faster.
func (k *Keeper) Save(ctx context.Context, by callcenter.AgentID, from int64, to config.Settings) (Version, error) {
	if faults := to.Faults(); len(faults) > 0 {
		return Version{}, Faulty(faults)
	}
	before := k.Current()
	before.Number = from
	if err := k.store.save(ctx, by, before, to); err != nil {
		return Version{}, err
	}
	if err := k.Look(ctx); err != nil { // saved, and tried again soon
		k.cfg.Log.Error("settings saved, not yet in effect here", zap.Error(err))
	}
	return k.Current(), nil
}

// Faulty are settings that cannot be: all that is wrong with them.
type Faulty []config.Fault

func (f Faulty) Error() string { return fmt.Sprintf("settings with %d faults", len(f)) }

// Versions lists what was saved, the last first.
func (k *Keeper) Versions(ctx context.Context) ([]Version, error) { return k.store.list(ctx) }

// Version reads one that was saved.
func (k *Keeper) Version(ctx context.Context, number int64) (Version, error) {
	return k.store.version(ctx, number)
}
