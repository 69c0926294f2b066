package records

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"go.uber.org/zap"

	"hotline/callcenter"
)

const sweepEach = time.Hour // deletion is due within 24 h of expiry

// The classes of what is kept, in the table's words.
const (
	keptRecordings  = "recordings"
	keptTexts       = "texts"
	keptNumbers     = "numbers"
	keptDrafts      = "drafts"
	keptLinks       = "rating_links"
	keptAudit       = "audit"
	keptDisclosures = "disclosures"
	keptCDR         = "cdr"
)

// RetentionClass is a class of what is kept, and for how long.
type RetentionClass struct {
	Class     string `json:"class"`
	Title     string `json:"title"`
	Basis     string `json:"basis" doc:"依据"`
	KeepDays  int    `json:"keep_days" doc:"保存几天;期满一天之内删除,保全的除外"`
	LeastDays int    `json:"least_days" doc:"至少几天"`
}

// RetentionClasses lists them. How long is no secret: whoever may ask sees all.
func (r *Reads) RetentionClasses(ctx context.Context) ([]RetentionClass, error) {
	ctx, cancel := context.WithTimeout(asProgram(ctx), readTimeout)
	defer cancel()
	rows, err := r.db.Query(ctx, `SELECT class, title, basis, keep_days, least_days FROM retention_class ORDER BY position`)
	if err != nil {
		return nil, failed("read retention", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[RetentionClass])
	if err != nil {
		return nil, failed("read retention", err)
	}
	return list, nil
}

// SetRetention changes how long a class is kept. Invalid: shorter than a law asks for.
func (r *Reads) SetRetention(ctx context.Context, class string, days int, by callcenter.AgentID) (is RetentionClass, err error) {
	ctx, cancel := context.WithTimeout(asProgram(ctx), readTimeout)
	defer cancel()
	err = pgx.BeginFunc(ctx, r.db, func(tx pgx.Tx) error {
		was := is
		row := tx.QueryRow(ctx, `SELECT class, title, basis, keep_days, least_days FROM retention_class WHERE class = $1 FOR UPDATE`, class)
		if err := row.Scan(&was.Class, &was.Title, &was.Basis, &was.KeepDays, &was.LeastDays); err != nil {
			return err
		}
		if is = was; is.KeepDays == days {
			return nil
		}
		if days < was.LeastDays || days > longestKept {
			return callcenter.Errorf(callcenter.Invalid, "%s须保存 %d 至 %d 天(%s)", was.Title, was.LeastDays, longestKept, was.Basis)
		}
		if _, err := tx.Exec(ctx, `UPDATE retention_class SET keep_days = $2 WHERE class = $1`, class, days); err != nil {
			return err
		}
		is.KeepDays = days
		return NoteChange(ctx, tx, callcenter.Change{By: by, Action: "retention.set", Object: class, Before: was, After: is})
	})
	if callcenter.Is(err, callcenter.Invalid) {
		return is, err
	}
	if err != nil {
		return is, found("set retention", err, func() *callcenter.Error {
			return callcenter.Errorf(callcenter.NotFound, "没有名为 %q 的保存类别", class)
		})
	}
	return is, nil
}

const longestKept = 36525 // a hundred years

// sweeps are, for each class, until when what is of it is over.
func (r *Reads) sweeps(ctx context.Context, now time.Time) (map[string]sweep, error) {
	list, err := r.RetentionClasses(ctx)
	all := map[string]sweep{}
	for _, c := range list {
		all[c.Class] = sweep{RetentionClass: c, until: now.AddDate(0, 0, -c.KeepDays)}
	}
	return all, err
}

// retain deletes what is over, every hour. Postgres may be away: what is due waits, since
// nobody could say what is held.
func (r *Records) retain(ctx context.Context) error {
	sweep := time.NewTimer(time.Minute)
	defer sweep.Stop()
	for {
		select {
		case <-sweep.C:
			sweep.Reset(sweepEach)
		case <-r.stored:
			if err := r.deleteAtOnce(ctx); err != nil && ctx.Err() == nil {
				r.log.Warn("recordings that are not to be kept wait for the next sweep", zap.Error(err))
			}
			continue
		case <-ctx.Done():
			return nil
		}
		if _, err := r.DeleteExpired(ctx, time.Now()); err != nil && ctx.Err() == nil {
			r.log.Warn("expired recordings not deleted", zap.Error(err))
		}
		gone, err := r.Expire(ctx, time.Now())
		if err != nil && ctx.Err() == nil {
			r.log.Warn("not all that is over was deleted", zap.Error(err))
		}
		if len(gone) > 0 {
			r.log.Info("deleted what is over", zap.Any("deleted", gone))
		}
	}
}

// Deletion is one line of what was deleted for being over.
type Deletion struct {
	ID       callcenter.ID `json:"id"`
	At       time.Time     `json:"at"`
	Class    string        `json:"class"`
	Object   string        `json:"object" doc:"来电、当事人或文件;成批的为截止时间"`
	Deleted  int64         `json:"deleted" doc:"条数"`
	KeepDays int           `json:"keep_days" doc:"当时规定保存几天"`
}

// DeletionPage is some of them, the newest first, and the cursor of the next page.
type DeletionPage struct {
	Deletions []Deletion `json:"deletions"`
	Next      string     `json:"next,omitempty"`
}

// Deletions reads one page of what was deleted.
func (r *Reads) Deletions(ctx context.Context, after string, limit int) (DeletionPage, error) {
	page := DeletionPage{Deletions: []Deletion{}}
	limit = pageLimit(limit)
	before, id, err := beforeCursor(after)
	if err != nil {
		return page, err
	}
	ctx, cancel := context.WithTimeout(asProgram(ctx), readTimeout)
	defer cancel()
	rows, err := r.db.Query(ctx, `SELECT id, at, class, object, deleted, keep_days FROM deletion
		WHERE $1::timestamptz IS NULL OR (at, id) < ($1, $2::uuid) ORDER BY at DESC, id DESC LIMIT $3`, before, [16]byte(id), limit+1)
	if err != nil {
		return page, failed("read deletions", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Deletion])
	if err != nil {
		return page, failed("read deletions", err)
	}
	if len(list) > limit {
		list = list[:limit]
		page.Next = cursorAfter(list[limit-1].At, list[limit-1].ID)
	}
	page.Deletions = append(page.Deletions, list...)
	return page, nil
}
