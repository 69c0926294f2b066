package records

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/pgtest"
)

// TestRebuildGivesTheSame: what was folded as it came, edits, matters, deletions and a
// forgotten party included, is what is folded again; what no fact accounts for is gone.
func TestRebuildGivesTheSame(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	cfg := place(t, url, t.TempDir())
	cfg.Controller = "a"
	r, _ := run(t, cfg)
	shift, facts := wholeShift(noon.Add(-time.Hour), "1001")
	var calls []callcenter.ID
	for n := range 12 {
		call := wholeCall(noon.Add(time.Duration(n)*time.Hour), n, fmt.Sprint("1380000000", n%3), "1001", shift)
		calls = append(calls, call[0].Subject)
		facts = append(facts, call...)
	}
	facts = append(facts, []callcenter.Fact{
		{Subject: calls[0], Occurrence: "1", At: noon.Add(20 * time.Second), Data: callcenter.TransferStarted{Way: callcenter.Consulting, By: "1001", Agent: "1002"}},
		{Subject: calls[0], Occurrence: "1", At: noon.Add(25 * time.Second), Data: callcenter.TransferEnded{Outcome: callcenter.TransferJoined}},
	}...)
	lost := callcenter.NewID(noon) // a shift whose own facts never came
	facts = append(facts, wholeCall(noon.Add(30*time.Hour), 30, "13900000000", "1002", lost)...)
	slices.Reverse(facts)
	for _, f := range facts {
		r.Tell(f)
	}
	drain(t, r)
	ctx := t.Context()
	file := filepath.Join(t.TempDir(), "x.wav")
	if err := os.WriteFile(file, []byte("sound"), 0o600); err != nil {
		t.Fatal(err)
	}
	for n, call := range calls[:6] {
		e := entryOf("s1", "1001", fmt.Sprint("文", n))
		if n == 2 {
			e.Form.Secrecy = "strict"
		}
		record, err := r.Save(ctx, call, 0, Concern{Choice: ConcernOpen}, e)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.SetGreenChannel(ctx, call, time.Now().Add(time.Hour), "elderly", e); err != nil {
			t.Fatal(err)
		}
		if _, err := r.ProposeBlock(ctx, call, "insult", 7, e); err != nil {
			t.Fatal(err)
		}
		if n == 1 {
			if _, err := r.Close(ctx, record.Entered.Matter, "1001"); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Draft(ctx, call, entryOf("d1", "1002", "草")); err != nil {
			t.Fatal(err)
		}
		if err := r.KeepSound(ctx, call, call.String()+".1.x", file); err != nil {
			t.Fatal(err)
		}
	}
	drain(t, r)
	party, err := r.PartyOf(ctx, number("13800000000"))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Forget(ctx, party); err != nil {
		t.Fatal(err)
	}
	if n, err := r.DeleteExpired(ctx, noon); err != nil || n != 2 { // the forgotten party's
		t.Errorf("%d, %v", n, err)
	}
	drain(t, r)

	before, err := r.Hashes(ctx)
	if err != nil {
		t.Fatal(err)
	}
	conn := connect(t, url)
	for _, sql := range []string{
		`UPDATE call SET talk_ms = 1, topic = 'wrong'`,
		`UPDATE consultation SET region = NULL, matter = NULL`,
		`UPDATE consultation_text SET summary = 'wrong'`,
		`DELETE FROM consultation_edit`, `DELETE FROM matter`, `DELETE FROM segment`, `DELETE FROM agent_state`, `DELETE FROM recording_file`,
		`UPDATE tally SET talks = 7`, `UPDATE tally_sum SET inbound = 1 WHERE dims = ''`, `DELETE FROM state_sum WHERE grain = 'day'`,
		`INSERT INTO rating (token, call, asked_at) SELECT 'nobody told', id, now() FROM call LIMIT 1`,
	} {
		if _, err := conn.Exec(ctx, sql); err != nil {
			t.Fatal(sql, err)
		}
	}
	for range 2 {
		done, err := r.Rebuild(ctx)
		if err != nil || done.Calls != 13 || done.Shifts != 2 || done.Matters == 0 {
			t.Fatalf("%+v, %v", done, err)
		}
		after, err := r.Hashes(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for i := range before {
			if before[i] != after[i] {
				t.Errorf("%+v, was %+v", after[i], before[i])
			}
			if before[i].Rows == 0 && !slices.Contains([]string{"callback", "legal_hold"}, before[i].Table) {
				t.Errorf("%s is empty: nothing is proved of it", before[i].Table)
			}
		}
	}
	// What memory holds is still right: facts go on.
	if _, err := r.Save(ctx, calls[3], 1, Concern{}, entryOf("s2", "1001", "又改")); err != nil {
		t.Error(err)
	}
}
