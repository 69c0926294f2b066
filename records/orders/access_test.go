package orders

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records"
)

// A unit sees what is assigned to it, and no other order by any verb.
func TestAUnitSeesNoOtherUnitsOrder(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first, second := h.units()
	mine := h.must(h.create(birth(FollowUp)), HandOver, affairs, "", Payload{Unit: first})
	theirs := h.must(h.create(birth(FollowUp)), HandOver, affairs, "", Payload{Unit: second})
	theirs, err := h.Attach(h.as(affairs), Request{Order: theirs.ID, By: affairs}, "证据.pdf", []byte("%PDF-1.7 x"))
	if err != nil {
		t.Fatal(err)
	}
	fresh := h.create(birth(FollowUp))
	strict := birth(FollowUp)
	strict.Secrecy = "strict"
	secret := h.must(h.create(strict), HandOver, affairs, "", Payload{Unit: first})

	page, err := h.List(h.as(centre), Filter{})
	if err != nil || len(page.Orders) != 2 {
		t.Fatalf("his list: %+v, %v", page, err)
	}
	for _, o := range page.Orders {
		if o.ID != mine.ID && o.ID != secret.ID || o.Title != "工地欠薪" {
			t.Errorf("his list holds %d %q", o.No, o.Title)
		}
	}
	if counts, err := h.Board(h.as(centre), "3001"); err != nil || counts.States[Handed] != 2 || counts.States[New] != 0 {
		t.Errorf("his board: %+v, %v", counts, err)
	}
	if page, err := h.List(h.as(centre), Filter{Unit: second}); err != nil || len(page.Orders) != 0 {
		t.Errorf("another's list: %+v, %v", page, err)
	}
	for _, o := range []Order{theirs, fresh} {
		if _, err := h.Story(h.as(centre), o.ID, centre); !callcenter.Is(err, callcenter.NotFound) {
			t.Errorf("story: %v", err)
		}
		if _, _, err := h.NumberFor(h.as(centre), o.ID); !callcenter.Is(err, callcenter.NotFound) {
			t.Errorf("number: %v", err)
		}
		if _, _, err := h.OpenAttachment(h.as(centre), o.ID, "file"); !callcenter.Is(err, callcenter.NotFound) {
			t.Errorf("file: %v", err)
		}
		if _, err := h.Attach(h.as(centre), Request{Order: o.ID, By: centre}, "x.txt", []byte("abc")); !callcenter.Is(err, callcenter.NotFound) {
			t.Errorf("attach: %v", err)
		}
		for _, move := range moveNames() {
			h.refused(callcenter.NotFound, o, move, centre, "", Payload{Unit: first, Other: mine.ID})
		}
	}
	h.refused(callcenter.Denied, mine, Merge, centre, "", Payload{Other: secret.ID})
	h.refused(callcenter.NotFound, mine, Merge, centre, "", Payload{Other: theirs.ID})
	for _, table := range []string{"work_order", "order_move", "order_writing", "order_attachment"} {
		if n := h.rowsAs(centre, table, theirs.ID); n != 0 {
			t.Errorf("%d rows of %s", n, table)
		}
	}
	for _, table := range []string{"call", "party", "callback", "consultation", "segment"} {
		if n := h.rowsAs(centre, table, callcenter.ID{}); n != 0 {
			t.Errorf("%d rows of %s", n, table)
		}
	}
}

func (h *house) rowsAs(who Actor, table string, order callcenter.ID) (n int) {
	h.t.Helper()
	tx, err := h.reads.Begin(h.as(who))
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = tx.Rollback(h.t.Context()) }()
	where := ` WHERE work_order = $1`
	if table == "work_order" {
		where = ` WHERE id = $1`
	}
	args := []any{order}
	if order.IsZero() {
		where, args = "", nil
	}
	if err := tx.QueryRow(h.t.Context(), `SELECT count(*) FROM `+table+where, args...).Scan(&n); err != nil {
		h.t.Fatalf("%s: %v", table, err)
	}
	return n
}

// A county's manager, an agent, and what is strictly secret.
func TestWhoSeesWhichOrder(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	b := birth(FollowUp)
	b.Secrecy = "strict"
	o := h.create(b)
	b.Region, b.Secrecy = "511102", "ordinary"
	elsewhere := h.create(b)
	county := h.as(manager)
	records.AskerOf(county).County = "511111"
	if page, err := h.List(county, Filter{}); err != nil || len(page.Orders) != 1 || page.Orders[0].ID != o.ID {
		t.Errorf("a county's list: %+v, %v", page.Orders, err)
	}
	if _, err := h.Do(county, Request{Order: elsewhere.ID, Move: Note, By: manager}); !callcenter.Is(err, callcenter.NotFound) {
		t.Errorf("a county's manager moves another's: %v", err)
	}
	if page, err := h.List(h.as(Actor{"1002", []Role{Duty}}), Filter{}); err != nil || len(page.Orders) != 0 {
		t.Errorf("another agent: %+v, %v", page.Orders, err)
	}
	for who, withheld := range map[*Actor]bool{&affairs: true, &manager: false, &agent: false} {
		story, err := h.Story(h.as(*who), o.ID, *who)
		if err != nil || story.Withheld != withheld || (story.Title == "") != withheld {
			t.Errorf("%s: withheld %v, %q, %v", who.Staff, story.Withheld, story.Title, err)
		}
	}
}

// Who saw an older version moves nothing, and of many at once one does.
func TestOfTwoWhoMoveOne(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	first, second := h.units()
	o := h.create(birth(FollowUp))
	var won, lost atomic.Int32
	var all sync.WaitGroup
	for i := range 8 {
		unit := []callcenter.ID{first, second}[i%2]
		all.Go(func() {
			_, err := h.Do(h.as(affairs), Request{Order: o.ID, Version: o.Version, Move: HandOver, By: affairs, Payload: Payload{Unit: unit}})
			switch {
			case err == nil:
				won.Add(1)
			case callcenter.Is(err, callcenter.Conflict):
				lost.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 || lost.Load() != 7 {
		t.Errorf("%d won, %d lost", won.Load(), lost.Load())
	}
	b := birth(FollowUp)
	b.Outside = "twice"
	for range 4 {
		all.Go(func() {
			if _, err := h.Create(h.as(agent), Draft{By: agent, Birth: b, Writing: OrderWriting{Title: "同一张"}}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if page, err := h.List(h.as(affairs), Filter{State: New}); err != nil || len(page.Orders) != 1 {
		t.Errorf("made %d times, %v", len(page.Orders), err)
	}
	done, faults := h.HandOverAll(h.as(affairs), []callcenter.ID{o.ID, callcenter.NewID(time.Now())}, first, affairs, OrderWriting{})
	if len(done) != 0 || len(faults) != 2 {
		t.Errorf("%d done, %+v", len(done), faults)
	}
	h.sound()
}
