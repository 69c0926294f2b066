package locallog

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
)

// The magic's first byte occurs in no UTF-8 text, so damaged text is quickly passed over.
const (
	magic0, magic1 = 0xFA, 0xC7
	headerSize     = 10
)

// MaxRecord bounds a record; a longer length in a file is damage.
const MaxRecord = 1 << 20

const maxFrame = headerSize + MaxRecord

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// appendFrame frames a record: magic, length, CRC over length and record, record.
func appendFrame(dst, record []byte) []byte {
	var head [headerSize]byte
	head[0], head[1] = magic0, magic1
	binary.BigEndian.PutUint32(head[2:], uint32(len(record)))
	binary.BigEndian.PutUint32(head[6:], checksum(head[2:6], record))
	return append(append(dst, head[:]...), record...)
}

func checksum(length, record []byte) uint32 {
	return crc32.Update(crc32.Checksum(length, castagnoli), castagnoli, record)
}

type verdict int

const (
	whole verdict = iota // a record
	short                // may become a record when more bytes are there
	bad                  // never
)

// parseFrame reads the frame b begins with. Size is that of the whole frame.
func parseFrame(b []byte) (record []byte, size int, v verdict) {
	switch {
	case len(b) == 0:
		return nil, 0, short
	case b[0] != magic0 || len(b) > 1 && b[1] != magic1:
		return nil, 0, bad
	case len(b) < headerSize:
		return nil, 0, short
	}
	n := binary.BigEndian.Uint32(b[2:])
	if n > MaxRecord {
		return nil, 0, bad
	}
	size = headerSize + int(n)
	if len(b) < size {
		return nil, 0, short
	}
	record = b[headerSize:size:size]
	if checksum(b[2:6], record) != binary.BigEndian.Uint32(b[6:]) {
		return nil, 0, bad
	}
	return record, size, whole
}

// nextWhole finds the next whole frame after the first byte of b; len(b) if there is none.
func nextWhole(b []byte) int {
	for i := 1; i < len(b); i++ {
		skip := bytes.IndexByte(b[i:], magic0)
		if skip < 0 {
			break
		}
		i += skip
		if _, _, v := parseFrame(b[i:]); v == whole {
			return i
		}
	}
	return len(b)
}
