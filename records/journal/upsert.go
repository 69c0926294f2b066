package journal

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"hotline/records/fold"
)

// table is a folded table: its rows travel as one JSON array, whose names are columns.
type table struct {
	name   string
	of     string // what its rows are folded from: a call, a matter or a shift
	upsert string

	// For a rebuild: only what is not there already is written, of the subjects named;
	// and what is there that the facts do not account for is deleted.
	differing   string
	unaccounted string
}

// tables lists the tables folded from calls, in the order their references ask for.
func tables() []table {
	return []table{
		upsertOf("call", fold.Call{}, "id"),
		upsertOf("queue_passage", fold.Passage{}, "call", "topic"),
		upsertOf("promise", fold.Promise{}, "token"),
		upsertOf("segment", fold.Segment{}, "token"),
		upsertOf("transfer", fold.Transfer{}, "call", "occurrence"),
		upsertOf("hold", fold.Hold{}, "token", "occurrence"),
		upsertOf("rating", fold.Rating{}, "token"),
		upsertOf("recording", fold.Recording{}, "call", "name"),
		upsertOf("recording_file", fold.File{}, "call", "name"),
		upsertOf("legal_hold", fold.LegalHold{}, "call"),
		upsertOf("green_channel", fold.GreenChannel{}, "call"),
		upsertOf("block", fold.Block{}, "call"),
		upsertOf("callback", fold.Callback{}, "call", "reason"),
		upsertOf("matter", fold.Matter{}, "id"),
		upsertOf("consultation", consultationRow{}, "call"),
		upsertOf("consultation_text", writingRow{}, "call"),
		upsertOf("consultation_secret", writingSecret{}, "call"),
		upsertOf("consultation_search", searchRow{}, "call"),
		upsertOf("consultation_edit", fold.Edit{}, "call", "revision"),
		upsertOf("consultation_draft", fold.Draft{}, "call", "author"),
		upsertOf("tally", fold.Tally{}, "call", "part"),
		upsertOf("shift", fold.Shift{}, "id"),
	}
}

func upsertOf(name string, row any, key ...string) table {
	columns := Columns(row)
	var set []string
	for _, c := range columns {
		set = append(set, c+" = EXCLUDED."+c)
	}
	list, keys := strings.Join(columns, ", "), strings.Join(key, ", ")
	t := table{name: name, of: "call"}
	subject := "call"
	if len(key) == 1 && key[0] == "id" {
		t.of, subject = name, "id"
	}
	now := fmt.Sprintf(`FROM json_populate_recordset(NULL::%s, $1::json)`, name)
	into := fmt.Sprintf(`INSERT INTO %s (%s) SELECT %s %s`, name, list, list, now)
	write := fmt.Sprintf(`ON CONFLICT (%s) DO UPDATE SET %s`, keys, strings.Join(set, ", "))
	t.upsert = into + " " + write
	t.differing = fmt.Sprintf(`%s EXCEPT SELECT %s FROM %s WHERE %s = ANY($2::uuid[]) %s`, into, list, name, subject, write)
	t.unaccounted = fmt.Sprintf(`DELETE FROM %s WHERE %s = ANY($2::uuid[]) AND (%s) NOT IN (SELECT %s %s)`, name, subject, keys, keys, now)
	return t
}

// Columns are the columns a folded row has: its JSON names.
func Columns(row any) []string {
	var columns []string
	for _, f := range reflect.VisibleFields(reflect.TypeOf(row)) {
		if f.Anonymous {
			continue // its fields follow
		}
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "-" {
			columns = append(columns, name)
		}
	}
	return columns
}

// rows are the folded rows of a call by table and key, as JSON: equal text, equal row.
type rows map[string]map[string]string

func (r rows) add(table, key string, row any) error {
	b, err := json.Marshal(row)
	if err != nil {
		return fmt.Errorf("encode %s %s: %w", table, key, err)
	}
	if r[table] == nil {
		r[table] = map[string]string{}
	}
	r[table][key] = string(b)
	return nil
}

func rowsOf(rec fold.Record) (rows, error) {
	r := rows{}
	err := r.add("call", "", rec.Call)
	for _, p := range rec.Passages {
		err = firstError(err, r.add("queue_passage", string(p.Topic), p))
	}
	for _, p := range rec.Promises {
		err = firstError(err, r.add("promise", string(p.Token), p))
	}
	for _, s := range rec.Segments {
		err = firstError(err, r.add("segment", string(s.Token), s))
	}
	for _, h := range rec.Holds {
		err = firstError(err, r.add("hold", string(h.Token)+h.Occurrence, h))
	}
	for _, x := range rec.Transfers {
		err = firstError(err, r.add("transfer", x.Occurrence, x))
	}
	for _, x := range rec.Ratings {
		err = firstError(err, r.add("rating", string(x.Token), x))
	}
	for _, x := range rec.Recordings {
		err = firstError(err, r.add("recording", x.Name, x))
	}
	for _, x := range rec.Files {
		err = firstError(err, r.add("recording_file", x.Name, x))
	}
	if rec.LegalHold != (fold.LegalHold{}) {
		err = firstError(err, r.add("legal_hold", "", rec.LegalHold))
	}
	if !rec.Green.At.IsZero() {
		err = firstError(err, r.add("green_channel", "", rec.Green))
	}
	if !rec.Block.ProposedAt.IsZero() {
		err = firstError(err, r.add("block", "", rec.Block))
	}
	for _, x := range rec.Callbacks {
		err = firstError(err, r.add("callback", string(x.Reason), x))
	}
	for _, x := range rec.Edits {
		err = firstError(err, r.add("consultation_edit", strconv.Itoa(x.Revision), x))
	}
	for _, x := range rec.Drafts {
		err = firstError(err, r.add("consultation_draft", string(x.Author), x))
	}
	for _, x := range rec.Tallies() {
		err = firstError(err, r.add("tally", x.Part, x))
	}
	err = firstError(err, r.addWriting(rec))
	return r, firstError(err, r.add("consultation", "", consultationRow{rec.Consultation, rec.Entered}))
}

// consultationRow is what follows from the call, and what people entered.
type consultationRow struct {
	fold.Consultation
	fold.Entered
}

func firstError(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// changes gathers the rows to write.
type changes map[string][]string

func (c changes) differing(now, before rows) {
	for table, list := range now {
		for key, row := range list {
			if before[table][key] != row {
				c[table] = append(c[table], row)
			}
		}
	}
}

func (c changes) queue(batch *pgx.Batch, tables []table) {
	for _, t := range tables {
		if len(c[t.name]) > 0 {
			batch.Queue(t.upsert, c.rows(t.name))
		}
	}
}

// rows of a table as one JSON array.
func (c changes) rows(table string) string { return "[" + strings.Join(c[table], ",") + "]" }

func (c changes) add(table string, row any) error {
	b, err := json.Marshal(row)
	if err != nil {
		return fmt.Errorf("encode %s: %w", table, err)
	}
	c[table] = append(c[table], string(b))
	return nil
}
