package prompts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hotline/callcenter"
)

const storeTimeout = 10 * time.Second

// Name is a prompt in a language.
type Name struct {
	Language callcenter.Language
	Prompt   callcenter.Prompt
}

func (n Name) String() string { return string(n.Language) + "/" + string(n.Prompt) }

// Source is how a recording came here.
type Source string

// The sources.
const (
	FromUpload  Source = "upload"
	FromBrowser Source = "browser"
	FromPhone   Source = "phone"
)

// Recording is one that somebody made, without its sound.
type Recording struct {
	Name
	Version int
	SavedAt time.Time
	SavedBy callcenter.AgentID
	Source  Source
	Length  time.Duration
	Sum     string // SHA-256 of its wav
}

// Note writes a change down, within the transaction that makes it.
type Note func(ctx context.Context, tx pgx.Tx, change callcenter.Change) error

type store struct {
	pool *pgxpool.Pool
	note Note
}

// add keeps a recording as the next version, and has it heard if it is to be.
func (s store) add(ctx context.Context, r Recording, wav []byte, heard bool) (version int, err error) {
	err = s.change(ctx, func(tx pgx.Tx) error {
		sum := sha256.Sum256(wav)
		if err := tx.QueryRow(ctx, `
			INSERT INTO prompt_sound (language, prompt, version, saved_by, source, millis, sum, sound)
			SELECT $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5, $6, $7 FROM prompt_sound WHERE language = $1 AND prompt = $2
			RETURNING version`,
			r.Language, r.Prompt, r.SavedBy, r.Source, r.Length.Milliseconds(), hex.EncodeToString(sum[:]), wav).Scan(&version); err != nil {
			return err
		}
		change := callcenter.Change{
			By: r.SavedBy, Action: "prompt.recorded", Object: r.Name.String(),
			After: map[string]any{"version": version, "source": r.Source, "millis": r.Length.Milliseconds()},
		}
		if err := s.note(ctx, tx, change); err != nil || !heard {
			return err
		}
		return s.setUse(ctx, tx, r.SavedBy, r.Name, version)
	})
	return version, err
}

// use has a version heard, 0: the stand-in.
func (s store) use(ctx context.Context, by callcenter.AgentID, name Name, version int) error {
	return s.change(ctx, func(tx pgx.Tx) error {
		var there bool
		if err := tx.QueryRow(ctx, `SELECT $3 = 0 OR EXISTS (SELECT FROM prompt_sound WHERE language = $1 AND prompt = $2 AND version = $3)`,
			name.Language, name.Prompt, version).Scan(&there); err != nil {
			return err
		}
		if !there {
			return callcenter.Errorf(callcenter.NotFound, "提示音 %s 没有第 %d 版录音", name, version)
		}
		return s.setUse(ctx, tx, by, name, version)
	})
}

func (s store) setUse(ctx context.Context, tx pgx.Tx, by callcenter.AgentID, name Name, version int) error {
	before := 0
	err := tx.QueryRow(ctx, `SELECT version FROM prompt_use WHERE language = $1 AND prompt = $2`, name.Language, name.Prompt).Scan(&before)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	if _, err := tx.Exec(ctx, `
		INSERT INTO prompt_use (language, prompt, version) VALUES ($1, $2, $3)
		ON CONFLICT (language, prompt) DO UPDATE SET version = excluded.version`, name.Language, name.Prompt, version); err != nil {
		return err
	}
	return s.note(ctx, tx, callcenter.Change{
		By: by, Action: "prompt.used", Object: name.String(), Before: map[string]int{"version": before}, After: map[string]int{"version": version},
	})
}

// all is every recording, the last of a prompt first, and which is heard.
func (s store) all(ctx context.Context) (list []Recording, heard map[Name]int, err error) {
	heard = map[Name]int{}
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT language, prompt, version, saved_at, saved_by, source, millis, sum FROM prompt_sound ORDER BY language, prompt, version DESC`)
		if err != nil {
			return err
		}
		if list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (r Recording, err error) {
			var millis int64
			err = row.Scan(&r.Language, &r.Prompt, &r.Version, &r.SavedAt, &r.SavedBy, &r.Source, &millis, &r.Sum)
			r.Length = time.Duration(millis) * time.Millisecond
			return r, err
		}); err != nil {
			return err
		}
		if rows, err = tx.Query(ctx, `SELECT language, prompt, version FROM prompt_use`); err != nil {
			return err
		}
		var name Name
		var version int
		_, err = pgx.ForEachRow(rows, []any{&name.Language, &name.Prompt, &version}, func() error {
			heard[name] = version
			return nil
		})
		return err
	})
	return list, heard, err
}

// sound is the wav of a version.
func (s store) sound(ctx context.Context, name Name, version int) (wav []byte, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, `SELECT sound FROM prompt_sound WHERE language = $1 AND prompt = $2 AND version = $3`,
			name.Language, name.Prompt, version).Scan(&wav)
		if errors.Is(err, pgx.ErrNoRows) {
			return callcenter.Errorf(callcenter.NotFound, "提示音 %s 没有第 %d 版录音", name, version)
		}
		return err
	})
	return wav, err
}

// change is a transaction nobody else changes prompts beside.
func (s store) change(ctx context.Context, do func(pgx.Tx) error) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `LOCK TABLE prompt_use IN SHARE ROW EXCLUSIVE MODE`); err != nil {
			return err
		}
		return do(tx)
	})
}

func (s store) inTx(ctx context.Context, do func(pgx.Tx) error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, storeTimeout, errors.New("postgres did not answer"))
	defer cancel()
	err := pgx.BeginFunc(ctx, s.pool, do)
	if _, ours := errors.AsType[*callcenter.Error](err); err == nil || ours {
		return err
	}
	return callcenter.Errorf(callcenter.Unavailable, "数据库暂不可用,提示音没有修改,请稍后再试: %w", fmt.Errorf("prompts: %w", err))
}
