package callcenter

import (
	"encoding/json"
	"strings"
)

// Number is a telephone number in E.164 without the plus ("8613800001234"), or
// a short service number as dialled ("12345"). The zero Number is an anonymous
// caller: anonymous callers never share a place, a history or a party.
//
// A Number prints and marshals masked, so that no log, journal or list can hold
// a whole one by accident; E164 gives it in full to those who may have it.
type Number struct{ e164 string }

// LocalAreaCode is the area code of Leshan, without its trunk zero. Seven- and
// eight-digit numbers without an area are taken as local to the given area.
const LocalAreaCode = "833"

// ParseNumber normalises what a trunk delivers: 0833…, 86…, +86…, 0086…, bare
// mobile and local numbers, SIP and tel URIs, with spaces, dashes and brackets.
// What holds no usable number (anonymous, unknown, restricted, letters) is the zero Number.
func ParseNumber(raw, areaCode string) Number {
	s := strings.TrimSpace(raw)
	for _, scheme := range []string{"sips:", "sip:", "tel:"} {
		if len(s) >= len(scheme) && strings.EqualFold(s[:len(scheme)], scheme) {
			s = s[len(scheme):]
		}
	}
	if i := strings.IndexAny(s, "@;"); i >= 0 {
		s = s[:i]
	}
	plus := strings.HasPrefix(s, "+")
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune("+ -().", r) {
			return -1
		}
		return r
	}, s)
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return Number{}
	}
	return Number{e164: normalise(s, plus, areaCode)}
}

// Digits an E.164 number may have, country code included, and the least that
// are left of a Chinese number without its 86 (an area code and a service number).
const (
	minInternational = 7
	maxInternational = 15
	minNational      = 7
)

func normalise(s string, international bool, areaCode string) string {
	if !international {
		if rest, ok := strings.CutPrefix(s, "00"); ok {
			s, international = rest, true
		}
	}
	national := ""
	switch {
	case strings.HasPrefix(s, "86") && (international || len(s) > 9):
		national = strings.TrimPrefix(s[2:], "0") // +86 (0)833 … is written by people and by PBXs
	case international:
		if len(s) < minInternational || len(s) > maxInternational || s[0] == '0' {
			return ""
		}
		return s
	case s[0] == '0':
		national = s[1:]
	case len(s) < 7: // a service number: 12345, 110, a seat
		return s
	case len(s) <= 8:
		national = areaCode + s
	default: // a mobile number, 400, or an area code without its zero
		national = s
	}
	if len(national) < minNational || len(national) > maxInternational-2 || national[0] == '0' {
		return ""
	}
	return "86" + national
}

// E164 is the whole number, without a plus; empty when anonymous.
func (n Number) E164() string { return n.e164 }

// Mobile reports a Chinese mobile number: it can be sent a short message.
func (n Number) Mobile() bool {
	return len(n.e164) == 13 && n.e164[:3] == "861" && n.e164[3] >= '3'
}

// Anonymous reports that the caller gave no number.
func (n Number) Anonymous() bool { return n.e164 == "" }

// Local is the number as people in China dial it: 13800001234, 08332441234.
func (n Number) Local() string {
	national, china := strings.CutPrefix(n.e164, "86")
	switch {
	case len(n.e164) < minInternational: // a service number, or nobody
		return n.e164
	case !china:
		return "00" + n.e164
	case len(national) == 11 && national[0] == '1', len(national) == 10 && national[1:3] == "00":
		return national
	default:
		return "0" + national
	}
}

// String is the masked local form: 138****1234; 匿名 when anonymous.
func (n Number) String() string {
	if n.Anonymous() {
		return "匿名"
	}
	s := n.Local()
	switch {
	case len(s) <= 6:
		return s
	case len(s) == 11 && s[0] == '1':
		return s[:3] + "****" + s[7:]
	default:
		return s[:len(s)-6] + "****" + s[len(s)-2:]
	}
}

// MarshalJSON writes the masked form: what is marshalled is what may be seen.
func (n Number) MarshalJSON() ([]byte, error) { return json.Marshal(n.String()) }
