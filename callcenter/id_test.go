package callcenter

import (
	"testing"
	"time"
)

func TestDeriveIDIsTheSameEverywhere(t *testing.T) {
	at := time.Date(2026, 2, 13, 9, 30, 0, 123_456_789, time.UTC)
	a, b := DeriveID(at, "leshan-1770975000.17"), DeriveID(at.In(time.FixedZone("CST", 8*3600)), "leshan-1770975000.17")
	if a != b {
		t.Fatalf("%v and %v for one line", a, b)
	}
	if a == DeriveID(at, "leshan-1770975000.18") {
		t.Fatal("two lines share an id")
	}
	if got := a.Time(); !got.Equal(at.Truncate(time.Millisecond)) {
		t.Fatalf("carries %v, want %v", got, at)
	}
	if s := a.String(); s[14] != '7' || s[19] < '8' || s[19] > 'b' {
		t.Fatalf("%s is not a UUIDv7 (RFC 9562)", s)
	}
}

func TestIDReadsWhatItWrites(t *testing.T) {
	id := NewID(time.Now())
	if back, err := ParseID(id.String()); err != nil || back != id {
		t.Fatalf("%v, %v", back, err)
	}
	var scanned ID
	if v, _ := id.Value(); scanned.Scan(v) != nil || scanned != id {
		t.Fatalf("scanned %v from %v", scanned, v)
	}
	for _, bad := range []string{"", "x", id.String() + "0", id.String()[:35] + "g", "0" + id.String()[:35]} {
		if _, err := ParseID(bad); !Is(err, Invalid) {
			t.Errorf("ParseID(%q): %v", bad, err)
		}
	}
}

func TestTokenNamesItsCall(t *testing.T) {
	id := NewID(time.Now())
	if got := Token(id.String() + ".3.abc").Call(); got != id {
		t.Fatalf("%v, want %v", got, id)
	}
	for _, bad := range []Token{"", "x.1.y", Token(id.String())} {
		if !bad.Call().IsZero() {
			t.Errorf("%q is no token", bad)
		}
	}
}

// A place in the queue tells its call, and so does a token made for it.
func TestPlace(t *testing.T) {
	call := NewID(time.Now())
	seen := map[ID]bool{call: true}
	for n := 1; n <= 8; n++ {
		place := call.Place(n)
		token := Token(place.String() + ".1.nonce")
		if seen[place] || place.Call() != call || place.PlaceNumber() != n || token.Call() != call || token.Place() != place {
			t.Errorf("place %d: %s of %s", n, place, call)
		}
		seen[place] = true
	}
	if call.Place(0) != call || call.Call() != call || call.Place(9) != call.Place(1) || !(ID{}).Call().IsZero() {
		t.Error("places of", call)
	}
	if line := OutsideLine(call, 2); !line.Outside() || line.Back() || Token(line).Place() != call.Place(2) {
		t.Errorf("line %s", line)
	}
}

func TestALineNamesItsCall(t *testing.T) {
	ari, cdr := time.UnixMilli(1795446257123), time.UnixMilli(1795446257124)
	line := LineID("leshan-a-1795446257.12")
	if a, b := CallIDOf(line, ari), CallIDOf(line, cdr); a != b || !a.Time().Equal(time.Unix(1795446257, 0)) {
		t.Errorf("ids %s and %s of one line", a, b)
	}
	if a, b := CallIDOf(line, ari), CallIDOf("leshan-b-1795446257.12", ari); a == b {
		t.Errorf("two lines of the same second and number on two machines are both %s", a)
	}
	for _, other := range []LineID{"line", "x-1795446257", "x-12.y", "1.2.3"} {
		if id := CallIDOf(other, ari); !id.Time().Equal(ari) {
			t.Errorf("the id of line %q is of %s, want %s", other, id.Time(), ari)
		}
	}
}
