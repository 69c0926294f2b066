package phone

// codec is one of the two G.711 codings, by its static RTP payload type (RFC 3551).
type codec uint8

const (
	ulaw codec = 0
	alaw codec = 8
)

// encode codes one linear 16-bit sample.
func (c codec) encode(sample int16) byte {
	if c == ulaw {
		return encodeUlaw(sample)
	}
	return encodeAlaw(sample)
}

// decode gives the linear sample of a code.
func (c codec) decode(code byte) int16 {
	if c == ulaw {
		return decodeUlaw(code)
	}
	return decodeAlaw(code)
}

// table is every code decoded: a lookup is what an RTP stream can afford.
func (c codec) table() *[256]int16 {
	var t [256]int16
	for i := range t {
		t[i] = c.decode(byte(i))
	}
	return &t
}

// A-law (ITU-T G.711): 13 bits in eight segments of 16 steps, every second bit inverted.
func encodeAlaw(sample int16) byte {
	sign := byte(0x80)
	v := int(sample) >> 3
	if v < 0 {
		sign, v = 0, -v-1
	}
	var code byte
	if v < 32 {
		code = byte(v >> 1)
	} else {
		segment := 1
		for v>>(segment+5) != 0 {
			segment++
		}
		code = byte(segment)<<4 | byte(v>>segment)&0x0f
	}
	return (code | sign) ^ 0x55
}

func decodeAlaw(code byte) int16 {
	code ^= 0x55
	segment := int(code>>4) & 7
	v := int(code&0x0f)<<4 + 8
	if segment > 0 {
		v = (v + 0x100) << (segment - 1)
	}
	if code&0x80 == 0 {
		v = -v
	}
	return int16(v)
}

// µ-law (ITU-T G.711): 14 bits biased by 33, all bits inverted.
func encodeUlaw(sample int16) byte {
	const bias, clip = 33, 8158
	sign := byte(0)
	v := int(sample) >> 2
	if v < 0 {
		sign, v = 0x80, -v
	}
	v = min(v, clip) + bias
	segment := 0
	for v>>(segment+6) != 0 {
		segment++
	}
	return ^(sign | byte(segment)<<4 | byte(v>>(segment+1))&0x0f)
}

func decodeUlaw(code byte) int16 {
	code = ^code
	segment := int(code>>4) & 7
	v := (int(code&0x0f)<<1+33)<<segment - 33
	if code&0x80 != 0 {
		v = -v
	}
	return int16(v << 2)
}
