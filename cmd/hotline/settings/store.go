package settings

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"hotline/callcenter"
	"hotline/cmd/hotline/config"
)

const storeTimeout = 10 * time.Second

// Version is settings as somebody saved them. The zero version is the file's.
type Version struct {
	Number   int64              `json:"version"`
	SavedAt  time.Time          `json:"saved_at,omitzero"`
	SavedBy  callcenter.AgentID `json:"saved_by,omitempty"`
	Settings config.Settings    `json:"settings"`
}

// Note writes a change down, within the transaction that makes it.
type Note func(ctx context.Context, tx pgx.Tx, change callcenter.Change) error

type store struct {
	pool *pgxpool.Pool
	note Note
}

// save makes settings the next version, if the one they were made from still counts.
func (s store) save(ctx context.Context, by callcenter.AgentID, from Version, to config.Settings) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext('setting'))`); err != nil {
			return err
		}
		last, err := read(ctx, tx, 0)
		if err != nil && !callcenter.Is(err, callcenter.NotFound) {
			return err
		}
		if last.Number != from.Number && last.Number > 0 { // 0: a Postgres that lost them; a copy here goes on
			return callcenter.Errorf(callcenter.Conflict, "%s 已在 %s 保存了第 %d 版,您改的是第 %d 版:请重新打开,再改一次",
				last.SavedBy, last.SavedAt.In(callcenter.Leshan()).Format("1 月 2 日 15:04"), last.Number, from.Number)
		}
		document, err := json.Marshal(to)
		if err != nil {
			return err
		}
		number := from.Number + 1
		if _, err := tx.Exec(ctx, `INSERT INTO setting (version, saved_by, document) VALUES ($1, $2, $3)`, number, by, document); err != nil {
			return err
		}
		before, after := changes(from.Settings, to)
		return s.note(ctx, tx, callcenter.Change{By: by, Action: "settings.saved", Object: fmt.Sprintf("第 %d 版", number), Before: before, After: after})
	})
}

// changes are the sections that differ.
func changes(from, to config.Settings) (before, after map[string]any) {
	before, after = map[string]any{}, map[string]any{}
	a, b := reflect.ValueOf(from), reflect.ValueOf(to)
	for i := range a.NumField() {
		if was, is := a.Field(i).Interface(), b.Field(i).Interface(); !reflect.DeepEqual(was, is) {
			name := a.Type().Field(i).Tag.Get("json")
			before[name], after[name] = was, is
		}
	}
	return before, after
}

// version reads one, 0: the last. NotFound: there is none.
func (s store) version(ctx context.Context, number int64) (v Version, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		v, err = read(ctx, tx, number)
		return err
	})
	return v, err
}

func read(ctx context.Context, tx pgx.Tx, number int64) (Version, error) {
	var v Version
	var document []byte
	err := tx.QueryRow(ctx, `
		SELECT version, saved_at, saved_by, document FROM setting
		WHERE $1 = 0 OR version = $1 ORDER BY version DESC LIMIT 1`, number).Scan(&v.Number, &v.SavedAt, &v.SavedBy, &document)
	if errors.Is(err, pgx.ErrNoRows) {
		return v, callcenter.Errorf(callcenter.NotFound, "没有第 %d 版设置", number)
	}
	if err != nil {
		return v, err
	}
	return v, json.Unmarshal(document, &v.Settings)
}

// list is the versions without their content, the last first.
func (s store) list(ctx context.Context) (list []Version, err error) {
	err = s.inTx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT version, saved_at, saved_by FROM setting ORDER BY version DESC LIMIT 100`)
		if err != nil {
			return err
		}
		list, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (v Version, err error) {
			return v, row.Scan(&v.Number, &v.SavedAt, &v.SavedBy)
		})
		return err
	})
	return list, err
}

func (s store) inTx(ctx context.Context, do func(pgx.Tx) error) error {
	ctx, cancel := context.WithTimeoutCause(ctx, storeTimeout, errors.New("postgres did not answer"))
	defer cancel()
	err := pgx.BeginFunc(ctx, s.pool, do)
	if _, ours := errors.AsType[*callcenter.Error](err); err == nil || ours {
		return err
	}
	return callcenter.Errorf(callcenter.Unavailable, "数据库暂不可用,设置没有修改,请稍后再试: %w", fmt.Errorf("settings: %w", err))
}
