package records

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/fold"
)

// exported is one row as it was read.
type exported struct {
	call, party     callcenter.ID
	arrived         time.Time
	answered, ended *time.Time
	wait, talk      *int64
	sealed, wrapped []byte

	topic, language, outcome, agent string
	form                            callcenter.Form
	author                          string
	saved                           *time.Time
	writing                         callcenter.Writing
}

// exportPage reads the rows after a cursor. It asks in the same words whatever the list:
// every call has one consultation record.
func (r *Reads) exportPage(ctx context.Context, e Export, after string) (rows []exported, next string, err error) {
	where, args, err := e.where(after)
	if err != nil {
		return nil, "", err
	}
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	got, err := r.db.Query(ctx, fmt.Sprintf(`
		SELECT c.id, coalesce(c.party, '00000000-0000-0000-0000-000000000000'), c.arrived_at, c.answered_at, c.ended_at, c.wait_ms, c.talk_ms,
			p.number_sealed, p.key_wrapped, coalesce(c.topic, ''), coalesce(c.language, ''), coalesce(c.outcome, ''), coalesce(c.answered_by, ''),
			coalesce(k.dictionary_version, 0), k.caller_kinds, coalesce(k.region, ''), coalesce(k.matter_1, ''), coalesce(k.matter_2, ''),
			coalesce(k.service_kind, ''), coalesce(k.result, ''), coalesce(k.result_reason, ''), k.secrecy, coalesce(k.spoken_language, ''),
			k.amount_fen, coalesce(k.author, ''), k.saved_at, coalesce(t.summary, ''), coalesce(t.answer, '')
		FROM call c JOIN consultation k ON k.call = c.id
		LEFT JOIN consultation_text t ON t.call = c.id LEFT JOIN party p ON p.id = c.party
		WHERE %s ORDER BY c.arrived_at DESC, c.id DESC LIMIT %d`, where, exportChunk+1), args...)
	if err != nil {
		return nil, "", failed("export", err)
	}
	rows, err = pgx.CollectRows(got, scanExported)
	if err != nil {
		return nil, "", failed("export", err)
	}
	if len(rows) > exportChunk {
		rows = rows[:exportChunk]
		next = cursorAfter(rows[exportChunk-1].arrived, rows[exportChunk-1].call)
	}
	return rows, next, nil
}

func scanExported(row pgx.CollectableRow) (x exported, err error) {
	f := &x.form
	err = row.Scan(&x.call, &x.party, &x.arrived, &x.answered, &x.ended, &x.wait, &x.talk,
		&x.sealed, &x.wrapped, &x.topic, &x.language, &x.outcome, &x.agent,
		&f.DictionaryVersion, &f.CallerKinds, &f.Region, &f.Matter1, &f.Matter2,
		&f.ServiceKind, &f.Result, &f.ResultReason, &f.Secrecy, &f.SpokenLanguage,
		&f.AmountFen, &x.author, &x.saved, &x.writing.Summary, &x.writing.Answer)
	return x, err
}

func (e Export) where(after string) (string, []any, error) {
	conditions, args := []string{"k.secrecy <> '" + fold.Strict + "'"}, []any{}
	add := func(condition string, values ...any) {
		for _, v := range values {
			args = append(args, v)
			condition = strings.Replace(condition, "?", fmt.Sprintf("$%d", len(args)), 1)
		}
		conditions = append(conditions, condition)
	}
	if !e.From.IsZero() {
		add("c.arrived_at >= ?", e.From)
	}
	if !e.To.IsZero() {
		add("c.arrived_at < ?", e.To)
	}
	if e.Agent != "" {
		add("(c.answered_by = ? OR c.id IN (SELECT call FROM segment WHERE agent = ?))", e.Agent, e.Agent)
	}
	for _, equal := range []struct{ column, value string }{
		{"c.topic", string(e.Topic)},
		{"c.outcome", string(e.Outcome)},
		{"k.region", e.Region},
		{"k.matter_1", e.Matter1},
		{"k.result", e.Result},
	} {
		if equal.value != "" {
			add(equal.column+" = ?", equal.value)
		}
	}
	if after != "" {
		at, id, err := readCursor(after)
		if err != nil {
			return "", nil, err
		}
		add("(c.arrived_at, c.id) < (?, ?)", at, [16]byte(id))
	}
	return strings.Join(conditions, " AND "), args, nil
}

// wordbook gives each record the labels of its own version of the dictionaries.
type wordbook struct {
	reads    *Reads
	versions map[int]Dictionaries
}

func (b *wordbook) version(ctx context.Context, version int) (Dictionaries, error) {
	d, known := b.versions[version]
	if known || version == 0 { // 0: nobody has entered anything
		return d, nil
	}
	d, err := b.reads.Dictionaries(ctx, version)
	if err == nil {
		b.versions[version] = d
	}
	return d, err
}

// sheet are the columns of what people entered.
func (x exported) sheet(ctx context.Context, words *wordbook, mask Mask) ([]string, error) {
	d, err := words.version(ctx, x.form.DictionaryVersion)
	if err != nil {
		return nil, err
	}
	f, w := x.form, x.writing
	kinds := make([]string, len(f.CallerKinds))
	for i, k := range f.CallerKinds {
		kinds[i] = d.label("caller_kind", k)
	}
	switch {
	case f.Secrecy == fold.Confidential && !mask.Confidential && w != (callcenter.Writing{}):
		w = callcenter.Writing{Summary: "(保密)", Answer: "(保密)"}
	case !mask.Numbers:
		w = callcenter.Writing{Summary: maskNumbers(w.Summary), Answer: maskNumbers(w.Answer)}
	}
	amount := ""
	if f.AmountFen != nil {
		amount = fmt.Sprintf("%d.%02d", *f.AmountFen/100, *f.AmountFen%100)
	}
	return []string{
		x.author, cellTime(orZero(x.saved)), strings.Join(kinds, "、"), d.label("region", f.Region), d.label("matter", f.Matter1), d.label("matter", f.Matter2),
		d.label("service_kind", f.ServiceKind), d.label("result", f.Result), d.label("not_accepted", f.ResultReason), d.label("secrecy", f.Secrecy),
		d.label("language", f.SpokenLanguage), amount, w.Summary, w.Answer,
	}, nil
}
