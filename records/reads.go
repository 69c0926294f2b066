package records

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/records/figures"
	"hotline/records/fold"
	"hotline/records/journal"
	"hotline/records/seal"
)

// Reads is what can be read of the records without keeping any: all a command line
// needs, beside a running controller that holds the local log.
type Reads struct {
	db     gate
	keys   journal.Keys
	rules  figures.Rules
	groups func(ctx context.Context) (figures.Groups, error)
	log    *zap.Logger
}

// OpenReads reads the keys. Of the configuration Postgres, the key files, Rules,
// Groups and Log count.
func OpenReads(cfg Config) (*Reads, error) {
	r := &Reads{db: gate{cfg.Postgres, program}, rules: cfg.Rules, groups: cfg.Groups, log: cfg.Log}
	var err error
	if r.keys.Ring, err = seal.Load(cfg.KeyFile); err != nil {
		return nil, fmt.Errorf("open records: %w", err)
	}
	if r.keys.Index, err = seal.LoadIndex(cfg.IndexKeyFile); err != nil {
		return nil, fmt.Errorf("open records: %w", err)
	}
	return r, nil
}

// Begin begins a transaction on behalf of whoever the context says, for the packages
// whose tables stand beside these.
func (r *Reads) Begin(ctx context.Context) (pgx.Tx, error) { return r.db.Begin(ctx) }

// Keys seal what people write, for the same packages.
func (r *Reads) Keys() journal.Keys { return r.keys }

// Filter chooses calls. Zero fields choose all.
type Filter struct {
	From, To time.Time // of arrival, half-open
	Agent    callcenter.AgentID
	Topic    callcenter.TopicName
	Outcome  callcenter.Outcome
	Party    callcenter.ID
	Open     bool   // not ended yet
	Recorded bool   // there is a recording to be heard
	After    string // cursor of the page before
	Limit    int    // at most 200; 50 if zero
}

// CallPage is some calls, the newest first, and the cursor of the next page: empty on the last.
type CallPage struct {
	Calls []fold.Call `json:"calls"`
	Next  string      `json:"next,omitempty"`
}

const (
	defaultLimit = 50
	maxLimit     = 200
)

// Calls reads one page of calls.
func (r *Reads) Calls(ctx context.Context, f Filter) (CallPage, error) {
	page := CallPage{Calls: []fold.Call{}}
	limit := pageLimit(f.Limit)
	where, args, err := f.where()
	if err != nil {
		return page, err
	}
	columns := strings.Join(journal.Columns(fold.Call{}), ", ")
	sql := fmt.Sprintf(`SELECT to_json(c) FROM (SELECT %s FROM call WHERE %s ORDER BY arrived_at DESC, id DESC LIMIT %d) c`,
		columns, where, limit+1)
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	rows, err := r.db.Query(ctx, sql, args...)
	if err != nil {
		return page, failed("read calls", err)
	}
	var raw json.RawMessage
	_, err = pgx.ForEachRow(rows, []any{&raw}, func() error {
		var c fold.Call
		if err := json.Unmarshal(raw, &c); err != nil {
			return err
		}
		page.Calls = append(page.Calls, c)
		return nil
	})
	if err != nil {
		return page, failed("read calls", err)
	}
	if len(page.Calls) > limit {
		page.Calls = page.Calls[:limit]
		last := page.Calls[limit-1]
		page.Next = cursorAfter(last.ArrivedAt, last.ID)
	}
	return page, nil
}

func (f Filter) where() (string, []any, error) {
	conditions, args := []string{"true"}, []any{}
	add := func(condition string, values ...any) {
		for _, v := range values {
			args = append(args, v)
			condition = strings.Replace(condition, "?", fmt.Sprintf("$%d", len(args)), 1)
		}
		conditions = append(conditions, condition)
	}
	if !f.From.IsZero() {
		add("arrived_at >= ?", f.From)
	}
	if !f.To.IsZero() {
		add("arrived_at < ?", f.To)
	}
	if f.Agent != "" {
		add("(answered_by = ? OR id IN (SELECT call FROM segment WHERE agent = ?))", f.Agent, f.Agent)
	}
	if f.Topic != "" {
		add("topic = ?", f.Topic)
	}
	if f.Outcome != "" {
		add("outcome = ?", f.Outcome)
	}
	if !f.Party.IsZero() {
		add("party = ?", f.Party)
	}
	if f.Open {
		add("ended_at IS NULL")
	}
	if f.Recorded {
		add("EXISTS (SELECT FROM recording_file f WHERE f.call = call.id AND f.deleted_at IS NULL)")
	}
	if f.After != "" {
		at, id, err := readCursor(f.After)
		if err != nil {
			return "", nil, err
		}
		add("(arrived_at, id) < (?, ?)", at, id)
	}
	return strings.Join(conditions, " AND "), args, nil
}

func pageLimit(asked int) int {
	if asked <= 0 {
		return defaultLimit
	}
	return min(asked, maxLimit)
}

func cursorAfter(at time.Time, id callcenter.ID) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%s", at.UnixMicro(), id))
}

func readCursor(cursor string) (time.Time, callcenter.ID, error) {
	var micros int64
	var id callcenter.ID
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err == nil {
		head, tail, _ := strings.Cut(string(b), ".")
		if _, err = fmt.Sscan(head, &micros); err == nil {
			id, err = callcenter.ParseID(tail)
		}
	}
	if err != nil {
		return time.Time{}, id, callcenter.Errorf(callcenter.Invalid, "翻页标记无效,请从第一页重新查询")
	}
	return time.UnixMicro(micros), id, nil
}

// beforeCursor is what a page of the newest first comes before; nil for the first page.
func beforeCursor(cursor string) (*time.Time, callcenter.ID, error) {
	if cursor == "" {
		return nil, callcenter.ID{}, nil
	}
	at, id, err := readCursor(cursor)
	return &at, id, err
}

// Knows reports that there is such a call.
func (r *Reads) Knows(ctx context.Context, call callcenter.ID) (yes bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	if err = r.db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM call WHERE id = $1)`, call).Scan(&yes); err != nil {
		return false, failed("read call", err)
	}
	return yes, nil
}

// Talked reports that the agent talked in the call.
func (r *Reads) Talked(ctx context.Context, call callcenter.ID, agent callcenter.AgentID) (yes bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	err = r.db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM segment WHERE call = $1 AND agent = $2)`, call, agent).Scan(&yes)
	if err != nil {
		return false, failed("read segments", err)
	}
	return yes, nil
}

// Facts reads the facts of one subject, in the order they happened. NotFound: there are none.
func (r *Reads) Facts(ctx context.Context, subject callcenter.ID) ([]fold.Fact, error) {
	all, err := r.factsOf(ctx, []callcenter.ID{subject})
	if err != nil {
		return nil, err
	}
	if len(all[subject]) == 0 {
		return nil, errNoCall(subject)
	}
	return fold.Distinct(all[subject]), nil
}

func (r *Reads) factsOf(ctx context.Context, subjects []callcenter.ID) (map[callcenter.ID][]fold.Fact, error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	ids := make([][16]byte, len(subjects))
	for i, id := range subjects {
		ids[i] = id
	}
	rows, err := r.db.Query(ctx, journal.SelectFacts, ids)
	if err != nil {
		return nil, failed("read facts", err)
	}
	all := map[callcenter.ID][]fold.Fact{}
	if err := journal.ScanFacts(rows, func(f fold.Fact) { all[f.Subject] = append(all[f.Subject], f) }); err != nil {
		return nil, failed("read facts", err)
	}
	return all, nil
}
