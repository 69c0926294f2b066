package records

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/bigram"
)

// Search looks for consultations by what was written in them. Zero fields choose all.
type Search struct {
	Text     string
	From, To time.Time // of arrival, half-open
	Topic    callcenter.TopicName
	Region   string
	Agent    callcenter.AgentID // who talked in the call
	Order    SearchOrder
	After    string // cursor of the page before
	Limit    int    // at most 200; 50 if zero
}

// SearchOrder is which come first.
type SearchOrder string

// The orders. Ranked are the newest rankedOf matches: to rank all that hold a common
// word would be to read most of what was ever written.
const (
	BestFirst   SearchOrder = "rank"
	NewestFirst SearchOrder = "time"
)

const rankedOf = 500

// Found is one consultation that was found.
type Found struct {
	Call      callcenter.ID `json:"call"`
	ArrivedAt time.Time     `json:"arrived_at"`
	Topic     string        `json:"topic,omitempty"`
	Region    string        `json:"region,omitempty"`
	Agent     string        `json:"agent,omitempty" doc:"接听的话务员"`
	Matter1   string        `json:"matter_1,omitempty"`
	Matter2   string        `json:"matter_2,omitempty"`
	Result    string        `json:"result,omitempty"`
	Rank      float32       `json:"rank" doc:"相关程度,大的在前"`
	Summary   string        `json:"summary" doc:"来电摘要的开头"`
}

// FoundPage is some of them and the cursor of the next page: empty on the last.
type FoundPage struct {
	Found []Found `json:"found"`
	Next  string  `json:"next,omitempty"`
}

// hit is one match; a cursor is the last hit of its page, and for ranked pages the
// newest match there was when the first page was read, so that pages do not overlap.
type hit struct {
	Call callcenter.ID `json:"c"`
	At   time.Time     `json:"a"`
	Rank float32       `json:"r,omitempty"`

	Newest *hit `json:"n,omitempty"`
}

// Search reads one page, for the Asker of the context: without one nothing is found.
func (r *Reads) Search(ctx context.Context, s Search) (FoundPage, error) {
	page := FoundPage{Found: []Found{}}
	wanted := bigram.Query(s.Text)
	if wanted == "" {
		return page, callcenter.Errorf(callcenter.Invalid, "请输入要查找的词")
	}
	after, err := readHit(s.After)
	if err != nil {
		return page, err
	}
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	err = pgx.BeginFunc(ctx, r.db, func(tx pgx.Tx) error {
		hits, next, err := s.hits(ctx, tx, wanted, after)
		if err != nil {
			return err
		}
		page.Next = next
		page.Found, err = describe(ctx, tx, hits)
		return err
	})
	if err != nil {
		return page, failed("search consultations", err)
	}
	return page, nil
}

// hits are those of one page, and the cursor of the next.
func (s Search) hits(ctx context.Context, tx pgx.Tx, wanted string, after *hit) ([]hit, string, error) {
	limit := pageLimit(s.Limit)
	if s.Order == NewestFirst {
		hits, err := s.match(ctx, tx, wanted, after, limit+1)
		if err != nil || len(hits) <= limit {
			return hits, "", err
		}
		return hits[:limit], hits[limit-1].cursor(), nil
	}
	var newest *hit
	if after != nil {
		newest = after.Newest
	}
	hits, err := s.match(ctx, tx, wanted, upTo(newest), rankedOf)
	if err != nil || len(hits) == 0 {
		return nil, "", err
	}
	if newest == nil {
		newest = &hit{Call: hits[0].Call, At: hits[0].At}
	}
	slices.SortFunc(hits, byRank)
	if after != nil {
		hits = slices.DeleteFunc(hits, func(h hit) bool { return byRank(h, *after) <= 0 })
	}
	if len(hits) <= limit {
		return hits, "", nil
	}
	last := hits[limit-1]
	last.Newest = newest
	return hits[:limit], last.cursor(), nil
}

func byRank(a, b hit) int {
	return cmp.Or(cmp.Compare(b.Rank, a.Rank), b.At.Compare(a.At), slices.Compare(b.Call[:], a.Call[:]))
}

// upTo makes matches before it include the newest one.
func upTo(newest *hit) *hit {
	if newest == nil {
		return nil
	}
	return &hit{Call: newest.Call, At: newest.At.Add(time.Microsecond)}
}

// match asks for the newest matches before one.
func (s Search) match(ctx context.Context, tx pgx.Tx, wanted string, before *hit, most int) ([]hit, error) {
	var at *time.Time
	var call *callcenter.ID
	if before != nil {
		at, call = &before.At, &before.Call
	}
	rows, err := tx.Query(ctx, `SELECT call, arrived_at, rank FROM search_consultations($1::tsquery, $2, $3, $4, $5, $6, $7, $8, $9)`,
		wanted, given(s.From), given(s.To), given(s.Topic), given(s.Region), given(s.Agent), at, call, most)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (h hit, err error) {
		err = row.Scan(&h.Call, &h.At, &h.Rank)
		return h, err
	})
}

// given is nil for what was not asked for.
func given[V comparable](v V) *V {
	if v == *new(V) {
		return nil
	}
	return &v
}

// excerpt is how much of a summary a list shows.
const excerpt = 120

// describe reads what a list shows of the hits, in their order.
func describe(ctx context.Context, tx pgx.Tx, hits []hit) ([]Found, error) {
	calls := make([][16]byte, len(hits))
	for i, h := range hits {
		calls[i] = h.Call
	}
	rows, err := tx.Query(ctx, `
		SELECT c.call, coalesce(c.topic, ''), coalesce(c.region, ''), coalesce(c.agent, ''), coalesce(c.matter_1, ''), coalesce(c.matter_2, ''),
			coalesce(c.result, ''), left(t.summary, $2)
		FROM consultation c JOIN consultation_text t ON t.call = c.call WHERE c.call = ANY($1::uuid[])`, calls, excerpt)
	if err != nil {
		return nil, err
	}
	read := map[callcenter.ID]Found{}
	var f Found
	_, err = pgx.ForEachRow(rows, []any{&f.Call, &f.Topic, &f.Region, &f.Agent, &f.Matter1, &f.Matter2, &f.Result, &f.Summary}, func() error {
		read[f.Call] = f
		return nil
	})
	list := []Found{}
	for _, h := range hits {
		if f, seen := read[h.Call]; seen {
			f.ArrivedAt, f.Rank = h.At, h.Rank
			list = append(list, f)
		}
	}
	return list, err
}

func (h hit) cursor() string {
	b, err := json.Marshal(h)
	if err != nil {
		return "" // a hit is always JSON
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func readHit(cursor string) (*hit, error) {
	if cursor == "" {
		return nil, nil
	}
	h := new(hit)
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		err = json.Unmarshal(b, h)
	}
	if err != nil {
		return nil, callcenter.Errorf(callcenter.Invalid, "翻页标记无效,请从第一页重新查询")
	}
	return h, nil
}
