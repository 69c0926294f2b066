package records

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// Wall is a screen on a wall that shows today's figures.
type Wall struct {
	ID        callcenter.ID      `json:"id"`
	Title     string             `json:"title" doc:"在哪里"`
	MadeBy    callcenter.AgentID `json:"made_by"`
	MadeAt    time.Time          `json:"made_at"`
	RevokedBy callcenter.AgentID `json:"revoked_by,omitempty"`
	RevokedAt *time.Time         `json:"revoked_at,omitempty"`
}

// Walls lists the screens, the latest first, those whose token was revoked too.
func (r *Reads) Walls(ctx context.Context) ([]Wall, error) {
	ctx, cancel := context.WithTimeout(asProgram(ctx), readTimeout)
	defer cancel()
	rows, err := r.db.Query(ctx, `SELECT id, title, made_by, made_at, coalesce(revoked_by, ''), revoked_at FROM wall ORDER BY made_at DESC, id`)
	if err != nil {
		return nil, failed("read walls", err)
	}
	walls, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Wall])
	if err != nil {
		return nil, failed("read walls", err)
	}
	return walls, nil
}

// WallOf is the screen a token is of, Unauthorized if it is of none or was revoked.
func (r *Reads) WallOf(ctx context.Context, token string) (Wall, error) {
	ctx, cancel := context.WithTimeout(asProgram(ctx), readTimeout)
	defer cancel()
	hash := sha256.Sum256([]byte(token))
	var w Wall
	err := r.db.QueryRow(ctx, `SELECT id, title, made_by, made_at FROM wall WHERE hash = $1 AND revoked_at IS NULL`, hash[:]).Scan(&w.ID, &w.Title, &w.MadeBy, &w.MadeAt)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return w, callcenter.Errorf(callcenter.Unauthorized, "大屏的凭证无效或已撤销,请向系统管理员要新的地址")
	case err != nil:
		return w, failed("read wall", err)
	}
	return w, nil
}

// MakeWall makes a screen's token, which is shown this once.
func (r *Records) MakeWall(ctx context.Context, by callcenter.AgentID, title string) (w Wall, token string, err error) {
	ctx, cancel := context.WithTimeout(asProgram(ctx), readTimeout)
	defer cancel()
	token = rand.Text()
	hash := sha256.Sum256([]byte(token))
	w = Wall{ID: callcenter.NewID(time.Now()), Title: title, MadeBy: by}
	err = pgx.BeginFunc(ctx, r.db, func(tx pgx.Tx) error {
		if err := tx.QueryRow(ctx, `INSERT INTO wall (id, title, hash, made_by) VALUES ($1, $2, $3, $4) RETURNING made_at`,
			[16]byte(w.ID), title, hash[:], string(by)).Scan(&w.MadeAt); err != nil {
			return err
		}
		return NoteChange(ctx, tx, callcenter.Change{By: by, Action: "wall.made", Object: w.ID.String(), After: map[string]string{"title": title}})
	})
	if err != nil {
		return w, "", failed("make wall", err)
	}
	return w, token, nil
}

// RevokeWall ends a screen's token; once more changes nothing.
func (r *Records) RevokeWall(ctx context.Context, by callcenter.AgentID, id callcenter.ID) error {
	ctx, cancel := context.WithTimeout(asProgram(ctx), readTimeout)
	defer cancel()
	err := pgx.BeginFunc(ctx, r.db, func(tx pgx.Tx) error {
		var title string
		var revoked bool
		err := tx.QueryRow(ctx, `SELECT title, revoked_at IS NOT NULL FROM wall WHERE id = $1 FOR UPDATE`, [16]byte(id)).Scan(&title, &revoked)
		if err != nil || revoked {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE wall SET revoked_by = $2, revoked_at = now() WHERE id = $1`, [16]byte(id), string(by)); err != nil {
			return err
		}
		return NoteChange(ctx, tx, callcenter.Change{By: by, Action: "wall.revoked", Object: id.String(), Before: map[string]string{"title": title}})
	})
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return callcenter.Errorf(callcenter.NotFound, "没有这块大屏")
	case err != nil:
		return failed("revoke wall", err)
	}
	return nil
}
