package orders

import (
	"context"
	"sync"
	"testing"
	"time"

	"hotline/callcenter"
)

// patience is how long a slow machine may take.
const patience = time.Minute

func (h *house) until(what string, so func() bool) {
	h.t.Helper()
	for deadline := time.Now().Add(patience); !so(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			h.t.Fatalf("%s: not within %s", what, patience)
		}
	}
}

// running runs a controller's orders until stopped.
func (h *house) running(o *Orders) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := o.jobs.run(ctx); err != nil {
			h.t.Error(err)
		}
	})
	var once sync.Once
	stop = func() { once.Do(func() { cancel(); wg.Wait() }) }
	h.t.Cleanup(stop)
	return stop
}

func (h *house) told(order callcenter.ID, move MoveName) (n int) {
	h.t.Helper()
	if err := h.owner.QueryRow(h.t.Context(), `SELECT count(*) FROM order_move WHERE work_order = $1 AND move = $2`, order, move).Scan(&n); err != nil {
		h.t.Fatal(err)
	}
	return n
}

// Two controllers, one of which dies, and a start after everything was due: each clock
// says once what it has to say, and a stopped one nothing.
func TestClocksTickOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first, _ := h.units()
	h.now = time.Now().Add(-90 * 24 * time.Hour) // all of it is due by now
	var late []Order
	for range 5 {
		late = append(late, h.must(h.create(birth(FollowUp)), HandOver, affairs, "", Payload{Unit: first}))
	}
	stopped := h.create(birth(FollowUp))
	h.must(stopped, Close, affairs, "void", Payload{})
	h.mu.Lock()
	h.now = time.Now()
	h.mu.Unlock()
	second := h.open(t, pgtestURL(h), "b")
	kill := h.running(h.Orders)
	h.until("the first says something", func() bool { return h.told(late[0].ID, Overdue) == 1 })
	kill()
	h.running(second)
	for _, o := range late {
		h.until("each is overdue", func() bool { return h.told(o.ID, Warn) == 1 && h.told(o.ID, Overdue) == 1 })
	}
	h.until("no job is left", func() bool {
		var n int
		err := h.owner.QueryRow(t.Context(), `SELECT count(*) FROM river_job WHERE state <> 'completed'`).Scan(&n)
		return err == nil && n == 0
	})
	if h.told(stopped.ID, Overdue) != 0 || h.told(stopped.ID, Warn) != 0 {
		t.Error("a stopped clock told something")
	}
	for _, o := range late {
		if w, d := h.told(o.ID, Warn), h.told(o.ID, Overdue); w != 1 || d != 1 {
			t.Errorf("order %d: warned %d times, overdue %d times", o.No, w, d)
		}
	}
	h.mu.Lock()
	if n := len(h.raised); n == 0 || n > len(late) || h.raised[0].Name != callcenter.AlarmOrderOverdue {
		t.Errorf("alarms %+v", h.raised)
	}
	h.mu.Unlock()
	if page, err := h.List(h.as(manager), Filter{Due: Late}); err != nil || len(page.Orders) != len(late) {
		t.Errorf("the overdue list: %d, %v", len(page.Orders), err)
	}
	h.sound()
}

func pgtestURL(h *house) string {
	return h.owner.Config().ConnString()
}

// A call's record and a mandatory report leave an order each, once, whoever looks first.
func TestCallsLeaveOrders(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	call, reported := callcenter.NewID(time.Now()), callcenter.NewID(time.Now())
	for _, sql := range []string{
		`INSERT INTO call (id, arrived_at, anonymous, facts) VALUES ('` + call.String() + `', now(), true, 1), ('` + reported.String() + `', now(), true, 1)`,
		`INSERT INTO consultation (call, contact, agent, arrived_at, revision, author, saved_at, dictionary_version, region, matter_1, matter_2, service_kind, result, secrecy)
			VALUES ('` + call.String() + `', 'unknown', '1001', now(), 1, '1001', now(), 1, '511111', 'civil', 'wages', 'legal_aid', 'legal_aid_booked', 'ordinary')`,
		`INSERT INTO consultation_text (call, secrecy, summary, answer, revision) VALUES ('` + call.String() + `', 'ordinary', '工地欠薪三个月', '', 1)`,
		`INSERT INTO journal (subject, kind, occurrence, at, controller, data) VALUES ('` + reported.String() + `', 'abuse.reported', '1001#x', now(), 'a', '{"author": "1001", "kind": "minor_abuse"}')`,
	} {
		if err := h.behind(sql); err != nil {
			t.Fatal(err)
		}
	}
	var both sync.WaitGroup
	second := h.open(t, pgtestURL(h), "b")
	for _, o := range []*Orders{h.Orders, second} {
		both.Go(func() {
			for range 3 {
				if _, err := o.Take(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	both.Wait()
	page, err := h.List(h.as(manager), Filter{})
	if err != nil || len(page.Orders) != 2 {
		t.Fatalf("%d orders, %v", len(page.Orders), err)
	}
	urgent, aid := page.Orders[0], page.Orders[1]
	if !urgent.Urgent || urgent.Kind != Report || urgent.Call != reported || urgent.Secrecy != "strict" || urgent.Fields["report"] != "minor_abuse" {
		t.Errorf("%+v", urgent.Order)
	}
	if aid.Kind != LegalAid || aid.Call != call || aid.Agent != "1001" || aid.Title != "工地欠薪三个月" || aid.Fields["case"] != "wages" || aid.ID != OrderOfCall(call) {
		t.Errorf("%+v %q", aid.Order, aid.Title)
	}
	if page, err := h.List(h.as(agent), Filter{Call: call}); err != nil || len(page.Orders) != 1 {
		t.Errorf("the agent sees %d, %v", len(page.Orders), err)
	}
}

// What a forgotten party's orders keep: every move, and none of its words.
func TestForgettingAParty(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	party := callcenter.NewID(time.Now())
	h.party(party, "13800001234")
	b := birth(FollowUp)
	b.Party = party
	o := h.create(b)
	if number, _, err := h.NumberFor(h.as(affairs), o.ID); err != nil || number != "13800001234" {
		t.Errorf("%q, %v", number, err)
	}
	o, err := h.Attach(h.as(affairs), Request{Order: o.ID, By: affairs}, "身份证.pdf", []byte("%PDF-1.7 x"))
	if err != nil {
		t.Fatal(err)
	}
	story, err := h.Story(h.as(affairs), o.ID, affairs)
	if err != nil || story.Title == "" || story.Number != "138****1234" || story.Files[0].Title != "身份证.pdf" {
		t.Fatalf("%q %q %+v, %v", story.Title, story.Number, story.Files, err)
	}
	if err := h.reads.Forget(t.Context(), party); err != nil {
		t.Fatal(err)
	}
	if n, err := h.Sweep(t.Context()); err != nil || n != 1 {
		t.Errorf("%d files deleted, %v", n, err)
	}
	if _, _, err := h.OpenAttachment(h.as(affairs), o.ID, story.Files[0].Name); !callcenter.Is(err, callcenter.NotFound) {
		t.Errorf("its file: %v", err)
	}
	story, err = h.Story(h.as(affairs), o.ID, affairs)
	if err != nil || story.Title != "" || story.Moves[0].Writing != (OrderWriting{}) || story.Number != "已遗忘" || len(story.Moves) != 2 {
		t.Errorf("%q %q, %v", story.Title, story.Number, err)
	}
	h.must(o, Close, affairs, "void", Payload{})
	h.sound()
}
