package prompts

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/jackc/pgx/v5/pgxpool"
	"go.uber.org/zap"

	"hotline/callcenter"
)

// Config is what a Keeper works with.
type Config struct {
	Pool   *pgxpool.Pool
	Sounds string // the folder of this Asterisk
	Note   Note
	Log    *zap.Logger
}

// Keeper lays what people recorded where this Asterisk plays it.
type Keeper struct {
	store  store
	folder folder
	log    *zap.Logger
	table  []Line

	mu   sync.Mutex // one at a time at the folder
	laid map[Name]int
}

// Open reads the table of prompts; nothing happens before the first Look.
func Open(cfg Config) (*Keeper, error) {
	table, err := Table()
	if err != nil {
		return nil, err
	}
	return &Keeper{store: store{cfg.Pool, cfg.Note}, folder: folder{cfg.Sounds}, log: cfg.Log, table: table, laid: map[Name]int{}}, nil
}

// known refuses a name that is none: it becomes a file's.
func (k *Keeper) known(name Name) error {
	if !slices.Contains(languages(), name.Language) ||
		!slices.ContainsFunc(k.table, func(l Line) bool { return l.Prompt == name.Prompt }) {
		return callcenter.Errorf(callcenter.NotFound, "没有提示音 %s", name)
	}
	return nil
}

// Look lays down what is to be heard and is not there yet.
func (k *Keeper) Look(ctx context.Context) error {
	list, heard, err := k.store.all(ctx)
	if err != nil {
		return err
	}
	sums := map[Name]map[int]string{}
	for _, r := range list {
		if sums[r.Name] == nil {
			sums[r.Name] = map[int]string{}
		}
		sums[r.Name][r.Version] = r.Sum
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	var failed error
	for name, version := range heard {
		if at, known := k.laid[name]; known && at == version || k.known(name) != nil {
			continue
		}
		if err := k.bring(ctx, name, version, sums[name]); err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		k.laid[name] = version
		k.log.Info("prompt laid down", zap.String("prompt", name.String()), zap.Int("version", version))
	}
	return failed
}

// bring makes the folder say a version. The lock is held.
func (k *Keeper) bring(ctx context.Context, name Name, version int, sums map[int]string) error {
	there := k.folder.sum(name)
	recorded := false
	for _, sum := range sums {
		recorded = recorded || sum == there
	}
	switch {
	case version == 0 && !recorded, version > 0 && there == sums[version]:
		return nil
	case version == 0:
		return k.folder.restore(name)
	}
	wav, err := k.store.sound(ctx, name, version)
	if err != nil {
		return err
	}
	return k.folder.lay(ctx, name, wav, recorded)
}

// Add checks a recording and keeps it; heard: callers hear it from now on.
func (k *Keeper) Add(ctx context.Context, by callcenter.AgentID, name Name, source Source, sound []byte, heard bool) (version int, err error) {
	if err := k.known(name); err != nil {
		return 0, err
	}
	wav, length, err := convert(ctx, sound)
	if err != nil {
		return 0, err
	}
	version, err = k.store.add(ctx, Recording{Name: name, SavedBy: by, Source: source, Length: length}, wav, heard)
	if err != nil {
		return 0, err
	}
	k.lookNow(ctx)
	return version, nil
}

// Use has a version heard from now on, 0: the stand-in.
func (k *Keeper) Use(ctx context.Context, by callcenter.AgentID, name Name, version int) error {
	if err := k.known(name); err != nil {
		return err
	}
	if err := k.store.use(ctx, by, name, version); err != nil {
		return err
	}
	k.lookNow(ctx)
	return nil
}

func (k *Keeper) lookNow(ctx context.Context) {
	if err := k.Look(ctx); err != nil { // it is kept, and laid down at one of the next looks
		k.log.Error("prompts not laid down", zap.Error(err))
	}
}

// Sound is the wav of a version, 0: of the stand-in.
func (k *Keeper) Sound(ctx context.Context, name Name, version int) ([]byte, error) {
	if err := k.known(name); err != nil {
		return nil, err
	}
	if version > 0 {
		return k.store.sound(ctx, name, version)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.folder.standin(name, k.laid[name] > 0)
}
