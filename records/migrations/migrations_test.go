package migrations_test

import (
	"context"
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/records"
	"hotline/records/journal"
	"hotline/records/migrations"
	"hotline/records/pgtest"
	"hotline/records/seal"
)

// before is the version of the release whose data the test migrates: before the rows had
// policies, figures and words.
const before = 9

var at = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

// old is a database of that release with one call somebody wrote about.
type old struct {
	t     *testing.T
	pool  *pgxpool.Pool
	keys  journal.Keys
	cfg   records.Config
	call  callcenter.ID
	party callcenter.ID
}

func newOld(t *testing.T) *old {
	t.Helper()
	url, folder := pgtest.Empty(t), t.TempDir()
	o := &old{t: t, call: callcenter.DeriveID(at, "call"), party: callcenter.DeriveID(at, "party")}
	var err error
	if o.pool, err = pgxpool.New(context.Background(), url); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.pool.Close)
	login, err := pgxpool.New(context.Background(), pgtest.Login(url))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(login.Close)
	o.cfg = records.Config{Postgres: login, KeyFile: filepath.Join(folder, "key"), IndexKeyFile: filepath.Join(folder, "index"), Log: zap.NewNop()}
	for _, name := range []string{o.cfg.KeyFile, o.cfg.IndexKeyFile} {
		if err := seal.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if o.keys.Ring, err = seal.Load(o.cfg.KeyFile); err == nil {
		o.keys.Index, err = seal.LoadIndex(o.cfg.IndexKeyFile)
	}
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *old) exec(sql string, args ...any) {
	o.t.Helper()
	if _, err := o.pool.Exec(o.t.Context(), sql, args...); err != nil {
		o.t.Fatalf("%s: %v", sql, err)
	}
}

func (o *old) fact(after time.Duration, occurrence string, data callcenter.Payload) {
	o.t.Helper()
	raw, err := json.Marshal(data)
	if err != nil {
		o.t.Fatal(err)
	}
	var party any
	if data.FactKind() == "call.arrived" {
		party = [16]byte(o.party)
	}
	o.exec(`INSERT INTO journal (subject, kind, occurrence, at, controller, data, party) VALUES ($1, $2, $3, $4, 'a', $5, $6)`,
		[16]byte(o.call), string(data.FactKind()), occurrence, at.Add(after), raw, party)
}

// fill puts in what that release kept of a call.
func (o *old) fill() {
	number, key := callcenter.ParseNumber("13800001234", callcenter.LocalAreaCode), seal.NewKey()
	o.exec(`INSERT INTO party (id, number_hash, number_sealed, key_wrapped) VALUES ($1, $2, $3, $4)`, [16]byte(o.party),
		o.keys.Index.Hash(number), key.Seal([]byte(number.E164()), journal.NumberLabel(o.party)), o.keys.Ring.Wrap(key, journal.KeyLabel(o.party)))
	token := callcenter.Token(o.call.String() + ".1.x")
	form := callcenter.Form{DictionaryVersion: 1, CallerKinds: []string{"elderly"}, Region: "511102", Matter1: "civil", Matter2: "wages", ServiceKind: "advice", Result: "answered", Secrecy: "ordinary"}
	o.fact(0, "", callcenter.CallArrived{Line: "line", Called: "12348"})
	o.fact(time.Second, string(token), callcenter.SegmentStarted{Token: token, Agent: "1001", Language: callcenter.Mandarin})
	o.fact(21*time.Second, string(token), callcenter.SegmentEnded{Token: token, Agent: "1001", By: callcenter.ByCaller})
	o.fact(22*time.Second, "", callcenter.CallEnded{Outcome: callcenter.Completed, By: callcenter.ByCaller})
	o.fact(time.Minute, "1001#a", callcenter.ConsultationSaved{Author: "1001", Form: form})
	writing, err := json.Marshal(callcenter.Writing{Summary: "拖欠工资三个月", Answer: "申请劳动仲裁"})
	if err != nil {
		o.t.Fatal(err)
	}
	o.exec(`INSERT INTO fact_writing (subject, kind, occurrence, party, sealed) VALUES ($1, 'consultation.saved', '1001#a', $2, $3)`,
		[16]byte(o.call), [16]byte(o.party), key.Seal(writing, journal.WritingLabel(o.call, "1001#a")))
	call := [16]byte(o.call)
	o.exec(`INSERT INTO call (id, party, line, called, anonymous, arrived_at, answered_at, answered_by, ended_at, outcome, ended_by, talk_ms, held_ms, facts)
		VALUES ($1, $2, 'line', '12348', false, $3, $4, '1001', $5, 'completed', 'caller', 20000, 0, 5)`, call, [16]byte(o.party), at, at.Add(time.Second), at.Add(22*time.Second))
	o.exec(`INSERT INTO segment (token, call, agent, interpreter, started_at, ended_at, talk_ms, held_ms) VALUES ($1, $2, '1001', false, $3, $4, 20000, 0)`,
		string(token), call, at.Add(time.Second), at.Add(21*time.Second))
	o.exec(`INSERT INTO consultation (call, party, contact, arrived_at, revision, dictionary_version, author, saved_at, region) VALUES ($1, $2, 'given', $3, 1, 1, '1001', $4, '511102')`,
		call, [16]byte(o.party), at, at.Add(time.Minute))
	o.exec(`INSERT INTO consultation_text (call, revision, secrecy, summary, answer) VALUES ($1, 1, 'ordinary', '拖欠工资三个月', '申请劳动仲裁')`, call)
	o.exec(`INSERT INTO rating (token, call, agent, score, answered_at) VALUES ($1, $2, '1001', 1, $3)`, string(token), call, at.Add(30*time.Second))
	o.exec(`INSERT INTO audit (staff, action, call, reason) VALUES ('1001', 'open_numbers', $1, '回拨')`, call)
}

// The data of an earlier release is there after migrating, read by today's program as the
// role it signs in with; folding again fills what that release did not have.
func TestDataOfAnEarlierReleaseIsMigrated(t *testing.T) {
	t.Parallel()
	o := newOld(t)
	ctx := t.Context()
	if v, err := migrations.UpTo(ctx, o.pool, before); err != nil || v != before {
		t.Fatalf("version %d, %v", v, err)
	}
	o.fill()
	newest, err := migrations.Up(ctx, o.pool)
	if err != nil || newest <= before {
		t.Fatalf("version %d, %v", newest, err)
	}
	if again, err := migrations.Up(ctx, o.pool); err != nil || again != newest {
		t.Fatalf("again: %d, %v", again, err)
	}
	r, err := records.OpenReads(o.cfg)
	if err != nil {
		t.Fatal(err)
	}
	page, err := r.Calls(ctx, records.Filter{})
	if err != nil || len(page.Calls) != 1 || page.Calls[0].ID != o.call || *page.Calls[0].TalkMS != 20000 {
		t.Fatalf("%+v, %v", page, err)
	}
	if story, err := r.Story(ctx, o.call); err != nil || story.Number != "138****1234" || len(story.Facts) != 5 {
		t.Errorf("%+v, %v", story, err)
	}
	if sheet, err := r.Sheet(ctx, o.call, "1001"); err != nil || sheet.Writing.Summary != "拖欠工资三个月" || sheet.Entered.Region != "511102" {
		t.Errorf("%+v, %v", sheet, err)
	}
	if n, err := r.NumberOf(ctx, o.party); err != nil || n.Local() != "13800001234" {
		t.Errorf("%s, %v", n, err)
	}
	if looks, err := r.Looks(ctx, records.LookFilter{}); err != nil || len(looks.Looks) != 1 || looks.Looks[0].Reason != "回拨" || looks.Looks[0].ID.IsZero() {
		t.Errorf("%+v, %v", looks, err)
	}
	if done, err := r.Rebuild(ctx); err != nil || done.Calls != 1 || done.Facts != 5 {
		t.Fatalf("%+v, %v", done, err)
	}
	manager, asker := records.Asking(ctx)
	*asker = records.Asker{Staff: "3001", Reach: records.All, Secrets: records.All}
	if found, err := r.Search(manager, records.Search{Text: "工资"}); err != nil || len(found.Found) != 1 || found.Found[0].Call != o.call {
		t.Errorf("%+v, %v", found, err)
	}
	for rows, err := range r.ExportRows(manager, records.Export{List: records.ExportedConsultations}, records.Mask{}) {
		if err != nil || len(rows) != 1 || rows[0][2] != "138****1234" {
			t.Errorf("%v, %v", rows, err)
		}
	}
}
