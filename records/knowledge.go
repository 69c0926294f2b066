package records

import (
	"context"
	"errors"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"hotline/callcenter"
	"hotline/records/bigram"
)

// ArticleKind is what an article is for.
type ArticleKind string

// The kinds.
const (
	KnowledgeArticle ArticleKind = "article"
	ServiceGuide     ArticleKind = "guide"
	AnswerTemplate   ArticleKind = "template" // put into the answer by a key
)

// Article is one revision of what the centre knows.
type Article struct {
	ID       callcenter.ID      `json:"id"`
	Revision int                `json:"revision" doc:"第几版"`
	Kind     ArticleKind        `json:"kind" enum:"article,guide,template" doc:"知识、服务指南、答复模板"`
	Title    string             `json:"title"`
	Body     string             `json:"body"`
	Matter   string             `json:"matter,omitempty" doc:"适用的事项"`
	From     time.Time          `json:"from" doc:"哪天起有效"`
	To       time.Time          `json:"to,omitzero" doc:"有效到哪天;没有则一直有效"`
	Author   callcenter.AgentID `json:"author"`
	At       time.Time          `json:"at"`
	Rank     float32            `json:"rank,omitempty" doc:"相关程度,大的在前"`
}

// KnowledgeFilter chooses articles. Zero fields choose all that are valid today.
type KnowledgeFilter struct {
	Text   string
	Kind   ArticleKind
	Matter string // of it, or of every matter
	All    bool   // also those that are not valid yet or any more
	Limit  int
}

const articleColumns = `id, revision, kind, title, body, coalesce(matter, ''), valid_from, valid_to, author, at`

// today is the day it is at the hotline.
const today = `(now() AT TIME ZONE 'Asia/Shanghai')::date`

// Knowledge finds articles, the best first; without words the newest.
func (r *Reads) Knowledge(ctx context.Context, f KnowledgeFilter) ([]Article, error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	wanted := bigram.Query(f.Text)
	if f.Text != "" && wanted == "" {
		return []Article{}, nil
	}
	rows, err := r.db.Query(ctx, `
		SELECT `+articleColumns+`, CASE WHEN $1 = '' THEN 0 ELSE ts_rank_cd(words, $1::tsquery) END AS rank FROM knowledge
		WHERE latest AND ($1 = '' OR words @@ $1::tsquery) AND ($2 = '' OR kind = $2) AND ($3 = '' OR matter IS NULL OR matter = $3)
		  AND ($4 OR valid_from <= `+today+` AND (valid_to IS NULL OR valid_to >= `+today+`))
		ORDER BY rank DESC, matter IS NULL, at DESC, id LIMIT $5`,
		wanted, string(f.Kind), f.Matter, f.All, pageLimit(f.Limit))
	if err != nil {
		return nil, failed("read knowledge", err)
	}
	list, err := pgx.CollectRows(rows, scanArticle)
	if err != nil {
		return nil, failed("read knowledge", err)
	}
	return list, nil
}

func scanArticle(row pgx.CollectableRow) (a Article, err error) {
	var to *time.Time
	err = row.Scan(&a.ID, &a.Revision, &a.Kind, &a.Title, &a.Body, &a.Matter, &a.From, &to, &a.Author, &a.At, &a.Rank)
	a.To = orZero(to)
	return a, err
}

// ArticleRevisions reads all revisions of one, the newest first.
func (r *Reads) ArticleRevisions(ctx context.Context, id callcenter.ID) ([]Article, error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	rows, err := r.db.Query(ctx, `SELECT `+articleColumns+`, 0::real FROM knowledge WHERE id = $1 ORDER BY revision DESC`, id)
	if err != nil {
		return nil, failed("read knowledge", err)
	}
	list, err := pgx.CollectRows(rows, scanArticle)
	switch {
	case err != nil:
		return nil, failed("read knowledge", err)
	case len(list) == 0:
		return nil, callcenter.Errorf(callcenter.NotFound, "没有编号为 %s 的知识", id)
	}
	return list, nil
}

// The longest an article may be.
const (
	maxTitle = 100
	maxBody  = 10_000
)

// SaveArticle adds the revision after the one given; 0 begins an article, whose id its
// author chose. Conflict: somebody else was faster. Repeated: no effect.
func (r *Reads) SaveArticle(ctx context.Context, base int, a Article) (Article, error) {
	switch {
	case a.Title == "" || a.Body == "" || utf8.RuneCountInString(a.Title) > maxTitle || utf8.RuneCountInString(a.Body) > maxBody:
		return a, callcenter.Errorf(callcenter.Invalid, "请填写标题(不超过 %d 字)和正文(不超过 %d 字)", maxTitle, maxBody)
	case !a.To.IsZero() && a.To.Before(a.From):
		return a, callcenter.Errorf(callcenter.Invalid, "有效期的最后一天不能早于第一天")
	}
	if a.Matter != "" {
		d, err := r.Dictionaries(ctx, 0)
		if err != nil {
			return a, err
		}
		if d.word("matter", a.Matter) == nil {
			return a, callcenter.Errorf(callcenter.Invalid, "事项 %q 不在字典里", a.Matter)
		}
	}
	ctx, cancel := context.WithTimeout(asProgram(ctx), readTimeout)
	defer cancel()
	err := pgx.BeginFunc(ctx, r.db, func(tx pgx.Tx) error { return writeArticle(ctx, tx, base, a) })
	taken, refused := errors.AsType[*pgconn.PgError](err)
	if _, ours := errors.AsType[*callcenter.Error](err); err != nil && !ours && (!refused || taken.Code != "23505") {
		return a, failed("save knowledge", err)
	}
	if refused {
		err = callcenter.Errorf(callcenter.Conflict, "这条知识刚被他人修改,请重新打开后再改")
	}
	if list, failure := r.ArticleRevisions(ctx, a.ID); failure == nil {
		last := list[0]
		if last.Revision == base+1 && last.Author == a.Author && last.Title == a.Title && last.Body == a.Body {
			return last, nil // it was ours: the answer to the first time was lost
		}
	}
	return a, err
}

func writeArticle(ctx context.Context, tx pgx.Tx, base int, a Article) error {
	tag, err := tx.Exec(ctx, `UPDATE knowledge SET latest = false WHERE id = $1 AND latest AND revision = $2`, a.ID, base)
	if err != nil {
		return err
	}
	if base > 0 && tag.RowsAffected() == 0 {
		return callcenter.Errorf(callcenter.Conflict, "这条知识刚被他人修改,请重新打开后再改")
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO knowledge (id, revision, latest, kind, title, body, matter, valid_from, valid_to, author, words)
		VALUES ($1, $2, true, $3, $4, $5, nullif($6, ''), $7, $8, $9, $10::tsvector)`,
		a.ID, base+1, string(a.Kind), a.Title, a.Body, a.Matter, a.From, given(a.To), string(a.Author), bigram.Vector(a.Title, a.Body))
	return err
}
