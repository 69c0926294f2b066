package load_test

import (
	"testing"
	"time"

	"hotline/cmd/callsim/load"
	"hotline/cmd/callsim/phone"
)

// floor is seats that callers dial directly: the driver needs no PBX to be tested.
func floor(t *testing.T, users ...string) (*load.Floor, *load.Callers) {
	t.Helper()
	to := exchange(t, phone.Config{PBX: "127.0.0.1:9"})
	from := exchange(t, phone.Config{PBX: to.Address()})
	var accounts []load.Account
	for _, user := range users {
		accounts = append(accounts, load.Account{User: user})
	}
	return load.NewFloor(to, accounts, phone.MediaNone, 0), load.NewCallers(from, phone.MediaNone, 0)
}

func exchange(t *testing.T, c phone.Config) *phone.Exchange {
	t.Helper()
	ex, err := phone.NewExchange(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ex.Close() })
	return ex
}

func TestAtRateEveryCallIsServed(t *testing.T) {
	t.Parallel()
	f, cs := floor(t, "8001")
	book := load.NewBook()
	f.Keep(book)
	f.Behave(load.Manner{Talk: 50 * time.Millisecond})
	load.AtRate(t.Context(), cs, load.Script{Number: "8001", Patience: time.Minute}, book, 40, 500*time.Millisecond)
	s := load.Summarise(book)
	if s.Calls != 20 || s.Talked != 20 || s.Failed != 0 || s.Strangers != 0 {
		t.Errorf("%+v", s)
	}
	for _, r := range book.Records() {
		for _, step := range [][2]time.Time{{r.Invite, r.Offered}, {r.Offered, r.Talking}, {r.Talking, r.Released}, {r.Invite, r.Ended}} {
			if step[0].IsZero() || step[1].Before(step[0]) {
				t.Errorf("times out of order: %+v", r)
			}
		}
		if r.CallID == "" || r.Seat != "8001" || r.Offers != 1 {
			t.Errorf("record %+v", r)
		}
	}
}

func TestCrowdKeepsItsSize(t *testing.T) {
	t.Parallel()
	f, cs := floor(t, "8001")
	book := load.NewBook()
	f.Keep(book)
	f.Behave(load.Manner{Talk: 100 * time.Millisecond})
	load.Crowd(t.Context(), cs, load.Script{Number: "8001", Patience: time.Minute}, book, 3, 9)
	records := book.Records()
	for _, at := range records {
		inside := 0
		for _, r := range records {
			if !r.Invite.After(at.Invite) && r.Ended.After(at.Invite) {
				inside++
			}
		}
		if inside > 3 {
			t.Errorf("%d callers inside at %v, want at most 3", inside, at.Invite)
		}
	}
	if s := load.Summarise(book); s.Talked != 9 {
		t.Errorf("%+v", s)
	}
}

func TestFaultsAreNamed(t *testing.T) {
	t.Parallel()
	f, cs := floor(t, "8001")
	book := load.NewBook()
	f.Keep(book)
	f.Behave(load.Manner{Refuse: 486})
	load.Crowd(t.Context(), cs, load.Script{Number: "8001", Patience: time.Minute}, book, 1, 2)
	if s := load.Summarise(book); s.Failed != 2 || len(s.Faults) != 1 {
		t.Errorf("%+v", s)
	}
}

func TestWhoTalksDoesNotAbandon(t *testing.T) {
	t.Parallel()
	f, cs := floor(t, "8001")
	book := load.NewBook()
	f.Keep(book)
	f.Behave(load.Manner{Talk: 4 * time.Second})
	script := load.Script{Number: "8001", Patience: 3 * time.Second, Abandon: 1, AbandonAfter: 2 * time.Second}
	load.Crowd(t.Context(), cs, script, book, 3, 3)
	if s := load.Summarise(book); s.Talked != 3 || s.Abandoned != 0 {
		t.Errorf("a caller who talked gave up: %+v", s)
	}
}

func TestSpread(t *testing.T) {
	t.Parallel()
	var ds []time.Duration
	for i := 100; i > 0; i-- {
		ds = append(ds, time.Duration(i)*time.Millisecond)
	}
	want := load.Spread{Count: 100, P50: 51, P95: 96, P99: 100, Max: 100}
	if got := load.Spreading(ds); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got := load.Spreading(nil); got != (load.Spread{}) {
		t.Errorf("nothing spreads as %+v", got)
	}
}

// at is a time in a made-up run, in milliseconds; 0 is never.
func at(ms int) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.Unix(1_000_000, 0).Add(time.Duration(ms) * time.Millisecond)
}

func TestOutOfOrderCountsWhoPassedSomebody(t *testing.T) {
	t.Parallel()
	call := func(invite, answered, offered, ended int) load.Record {
		return load.Record{Invite: at(invite), Answered: at(answered), Offered: at(offered), Ended: at(ended)}
	}
	freed := func(r load.Record, ms int) load.Record { r.Freed = at(ms); return r }
	for name, c := range map[string]struct {
		records []load.Record
		want    int
	}{
		"a later seat":             {[]load.Record{freed(call(1, 2, 300, 500), 90), freed(call(3, 4, 100, 500), 80)}, 1},
		"a slow INVITE":            {[]load.Record{freed(call(1, 2, 300, 500), 80), freed(call(3, 4, 100, 500), 90)}, 0},
		"in order":                 {[]load.Record{call(1, 2, 100, 500), call(3, 4, 200, 500)}, 0},
		"the later one first":      {[]load.Record{call(1, 2, 700, 900), call(3, 4, 100, 500)}, 1},
		"two seats at one moment":  {[]load.Record{call(1, 2, 101, 500), call(3, 4, 100, 500)}, 0},
		"came at the same time":    {[]load.Record{call(1, 4, 200, 500), call(3, 5, 100, 500)}, 0},
		"the other one had left":   {[]load.Record{call(1, 2, 0, 90), call(3, 4, 100, 500)}, 0},
		"the other one never came": {[]load.Record{call(1, 2, 0, 300), call(3, 4, 100, 500)}, 1},
		"one passed by two":        {[]load.Record{call(1, 2, 800, 900), call(3, 4, 100, 500), call(5, 6, 200, 500)}, 2},
	} {
		if got := load.OutOfOrder(c.records); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

func TestHandOverCountsOnlyWhoWaited(t *testing.T) {
	t.Parallel()
	records := []load.Record{{Number: "1", Answered: at(5)}, {Number: "2", Answered: at(20)}}
	got := load.WhileWaiting([]load.HandOver{
		{Seat: "a", Caller: "1", From: at(10), To: at(13)},
		{Seat: "b", Caller: "2", From: at(10), To: at(25)},
		{Seat: "c", Caller: "unknown", From: at(10), To: at(25)},
	}, records)
	if len(got) != 1 || got[0] != 3*time.Millisecond {
		t.Errorf("%v, want the first alone", got)
	}
}
