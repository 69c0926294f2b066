package callcenter

import (
	"crypto/rand"
	"crypto/sha256"
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"time"
)

// ID is a UUID version 7 (RFC 9562): 48 bits of Unix milliseconds, then bits
// that tell ids of one millisecond apart. The journal is partitioned on that
// time, so every subject of a fact (a call, a shift) has an ID.
type ID [16]byte

// NewID returns an id of the given time with a random tail.
func NewID(at time.Time) ID {
	var id ID
	_, _ = rand.Read(id[:]) // never fails, crypto/rand says
	return id.stamp(at)
}

// DeriveID returns an id of the given time whose tail is a hash of seed: the
// same time and seed give the same id on every controller and after every
// restart. That is what makes a fact told twice one fact.
func DeriveID(at time.Time, seed string) ID {
	sum := sha256.Sum256([]byte(seed))
	return ID(sum[:16]).stamp(at)
}

func (id ID) stamp(at time.Time) ID {
	ms := uint64(at.UnixMilli())
	for i := range 6 {
		id[i] = byte(ms >> (40 - 8*i))
	}
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return id
}

// A call may wait in the queue more than once at a time: the caller in his own place, and
// those whom an agent in the call asks for in a second one. A place has an id of its own,
// which tells its call: the same with another UUID version, 8 to 15 (RFC 9562 leaves 8 to
// the application, and nobody but us reads the others).
const (
	callVersion = 7
	places      = 8 // at a time: later ones take the ids of those that are over
)

// Place is the id of the call's nth place in the queue. The 0th is the caller's own.
func (id ID) Place(n int) ID {
	id[6] = id[6]&0x0f | callVersion<<4
	if n > 0 {
		id[6] += byte(1+(n-1)%places) << 4
	}
	return id
}

// PlaceNumber is which place of its call the id names.
func (id ID) PlaceNumber() int { return int(id[6]>>4) - callVersion }

// Call is the call whose place the id names; of any other id it is the id itself.
func (id ID) Call() ID {
	if id.IsZero() {
		return id
	}
	return id.Place(0)
}

// Time is the millisecond the id carries.
func (id ID) Time() time.Time {
	var ms int64
	for _, b := range id[:6] {
		ms = ms<<8 | int64(b)
	}
	return time.UnixMilli(ms)
}

// IsZero reports whether the id was never set.
func (id ID) IsZero() bool { return id == ID{} }

// String is the canonical 36-character form.
func (id ID) String() string {
	var b [36]byte
	hex.Encode(b[0:8], id[0:4])
	hex.Encode(b[9:13], id[4:6])
	hex.Encode(b[14:18], id[6:8])
	hex.Encode(b[19:23], id[8:10])
	hex.Encode(b[24:36], id[10:16])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return string(b[:])
}

// ParseID reads the canonical form. An error is of kind Invalid.
func ParseID(s string) (ID, error) {
	var id ID
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return ID{}, Errorf(Invalid, "编号 %q 的格式不对,应为 36 位 UUID", s)
	}
	compact := s[0:8] + s[9:13] + s[14:18] + s[19:23] + s[24:36]
	if _, err := hex.Decode(id[:], []byte(compact)); err != nil {
		return ID{}, Errorf(Invalid, "编号 %q 的格式不对,应为 36 位 UUID", s)
	}
	return id, nil
}

// MarshalText writes the canonical form; the zero id is the empty text.
func (id ID) MarshalText() ([]byte, error) {
	if id.IsZero() {
		return nil, nil
	}
	return []byte(id.String()), nil
}

// UnmarshalText reads what MarshalText wrote.
func (id *ID) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*id = ID{}
		return nil
	}
	got, err := ParseID(string(b))
	*id = got
	return err
}

// Value gives databases the canonical form; the zero id is NULL.
func (id ID) Value() (driver.Value, error) {
	if id.IsZero() {
		return nil, nil
	}
	return id.String(), nil
}

// Scan reads a uuid column.
func (id *ID) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*id = ID{}
		return nil
	case string:
		return id.UnmarshalText([]byte(v))
	case []byte:
		if len(v) == 16 {
			copy(id[:], v)
			return nil
		}
		return id.UnmarshalText(v)
	case [16]byte:
		*id = v
		return nil
	}
	return fmt.Errorf("callcenter: scan %T into ID", src)
}
