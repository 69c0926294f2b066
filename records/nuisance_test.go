package records

import (
	"strings"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/pgtest"
)

// A talk may be ended for harassment after two explanations, apart; two clicks are one.
func TestTwoExplanationsComeFirst(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	r, _ := run(t, place(t, url, t.TempDir()))
	ctx, call := t.Context(), tellCall(t, r, time.Now().Add(-time.Minute), 1, "13800001234")
	if err := r.MayDismiss(ctx, call); !callcenter.Is(err, callcenter.Conflict) {
		t.Errorf("before any: %v", err)
	}
	r.Tell(callcenter.Fact{Subject: call, Occurrence: "1001#x", At: time.Now().Add(-20 * time.Second), By: "a", Data: callcenter.NuisanceExplained{Author: "1001"}})
	drain(t, r)
	if err := r.MayDismiss(ctx, call); !callcenter.Is(err, callcenter.Conflict) || !strings.Contains(err.Error(), "1 次") {
		t.Errorf("after one: %v", err)
	}
	for range 2 { // the answer to the first was lost
		n, err := r.Explain(ctx, call, entryOf("y", "1001", ""))
		if err != nil || n.Explained != 2 || !n.Enough {
			t.Fatalf("%+v, %v", n, err)
		}
	}
	if _, err := r.Explain(ctx, call, entryOf("z", "1001", "")); !callcenter.Is(err, callcenter.Conflict) {
		t.Errorf("at once again: %v", err)
	}
	if err := r.MayDismiss(ctx, call); err != nil {
		t.Error(err)
	}
	if err := r.Dismissed(ctx, call, entryOf("d", "1001", "")); err != nil {
		t.Fatal(err)
	}
	drain(t, r)
	if n, err := r.Nuisance(ctx, call); err != nil || !n.Ended || n.Block != nil {
		t.Errorf("%+v, %v", n, err)
	}
}

// Who proposes a block does not decide it; it ends by itself or when somebody lifts it, and
// nobody is blocked who shows no number.
func TestABlockHasTwoPeopleAndAnEnd(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	r, _ := run(t, place(t, url, t.TempDir()))
	ctx := t.Context()
	call := tellCall(t, r, noon, 1, "13800001234")
	hidden := tellCall(t, r, noon.Add(time.Minute), 2, "")
	for _, wrong := range []struct {
		call   callcenter.ID
		reason string
		days   int
		says   string
	}{{hidden, "insult", 7, "没有显示号码"}, {call, "because", 7, "字典"}, {call, "insult", 31, "30"}} {
		if _, err := r.ProposeBlock(ctx, wrong.call, wrong.reason, wrong.days, entryOf("p", "1001", "")); !callcenter.Is(err, callcenter.Invalid) || !strings.Contains(err.Error(), wrong.says) {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
	caller := number("13800001234")
	for range 2 {
		if b, err := r.ProposeBlock(ctx, call, "insult", 7, entryOf("p", "1001", "")); err != nil || b.Days != 7 || b.ProposedBy != "1001" {
			t.Fatalf("%+v, %v", b, err)
		}
	}
	if r.Blocked(ctx, caller) {
		t.Error("blocked by one alone")
	}
	if list, err := r.Blocks(ctx, BlockProposed, 0); err != nil || len(list) != 1 || list[0].Number != "138****1234" {
		t.Errorf("proposed %+v, %v", list, err)
	}
	if _, err := r.DecideBlock(ctx, call, true, entryOf("a", "1001", "")); !callcenter.Is(err, callcenter.Denied) {
		t.Errorf("his own: %v", err)
	}
	if n := value[int](t, connect(t, url), `SELECT count(*) FROM audit WHERE action = 'block.own_refused' AND staff = '1001' AND call = $1`, call); n != 1 {
		t.Errorf("that he tried stands in the audit %d times", n)
	}
	b, err := r.DecideBlock(ctx, call, true, entryOf("a", "2001", ""))
	if err != nil || b.DecidedBy != "2001" || time.Until(b.Until) > 7*24*time.Hour || time.Until(b.Until) < 6*24*time.Hour {
		t.Fatalf("%+v, %v", b, err)
	}
	if !r.Blocked(ctx, caller) || r.Blocked(ctx, number("13900009999")) || r.Blocked(ctx, callcenter.Number{}) {
		t.Error("who is blocked")
	}
	if _, err := r.DecideBlock(ctx, call, false, entryOf("l", "2002", "")); err != nil {
		t.Fatal(err)
	}
	if r.Blocked(ctx, caller) {
		t.Error("lifted, and still blocked")
	}
	if list, err := r.Blocks(ctx, BlockOver, 0); err != nil || len(list) != 1 || list[0].DecidedBy != "2002" {
		t.Errorf("over %+v, %v", list, err)
	}
}
