package locallog

import (
	"bytes"
	"testing"
)

// FuzzFrames feeds any bytes to the parser: it ends, it never invents a record, and
// whole records behind the damage are found.
func FuzzFrames(f *testing.F) {
	f.Add([]byte{})
	f.Add(appendFrame(nil, []byte(`{"k":"call.arrived"}`)))
	f.Add(appendFrame([]byte{magic0, magic1, 0, 0}, []byte("x")))
	f.Add(append(appendFrame(nil, nil), magic0))
	f.Fuzz(func(t *testing.T, junk []byte) {
		known := []byte("a record nobody may lose")
		// Zeroes after the junk: what it claims to begin ends in them, or its length is damage.
		b := append(bytes.Clone(junk), make([]byte, headerSize)...)
		b = append(appendFrame(b, known), appendFrame(nil, known)...)
		found := 0
		for at := 0; at < len(b); {
			record, size, v := parseFrame(b[at:])
			if v != whole {
				at += nextWhole(b[at:])
				continue
			}
			if !bytes.Equal(appendFrame(nil, record), b[at:at+size]) {
				t.Fatalf("record %q is not what stands at %d", record, at)
			}
			if bytes.Equal(record, known) {
				found++
			}
			at += size
		}
		if found < 2 {
			t.Fatalf("%d of 2 records found behind %x", found, junk)
		}
	})
}
