package callcenter

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestParseNumber(t *testing.T) {
	for raw, want := range map[string]string{
		"13800001234":                        "8613800001234",
		"013800001234":                       "8613800001234",
		"+8613800001234":                     "8613800001234",
		"008613800001234":                    "8613800001234",
		"8613800001234":                      "8613800001234",
		"+86 (0)833-2441234":                 "868332441234",
		"08332441234":                        "868332441234",
		"8332441234":                         "868332441234",
		"2441234":                            "868332441234",
		"86123456":                           "8683386123456",
		"sip:13800001234@10.0.0.1":           "8613800001234",
		"tel:+86-833-2441234;phone-context=": "868332441234",
		"4008812348":                         "864008812348",
		"12345":                              "12345",
		"110":                                "110",
		"8001":                               "8001",
		"+12025550123":                       "12025550123",
		"0012025550123":                      "12025550123",
		"anonymous":                          "",
		"":                                   "",
		"Restricted":                         "",
		"+86":                                "",
		"0":                                  "",
		"00":                                 "",
		"+1234":                              "",
		"1234567890123456789":                "",
		"sip:anonymous@anonymous.invalid":    "",
	} {
		if got := ParseNumber(raw, LocalAreaCode).E164(); got != want {
			t.Errorf("ParseNumber(%q) = %q, want %q", raw, got, want)
		}
	}
}

func TestNumberPrintsMasked(t *testing.T) {
	for raw, want := range map[string]string{
		"13800001234": "138****1234",
		"08332441234": "08332****34",
		"12345":       "12345",
		"anonymous":   "匿名",
	} {
		n := ParseNumber(raw, LocalAreaCode)
		if n.String() != want {
			t.Errorf("%q prints as %q, want %q", raw, n, want)
		}
		if b, _ := json.Marshal(n); string(b) != `"`+want+`"` {
			t.Errorf("%q marshals as %s", raw, b)
		}
	}
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"13800001234", "+86 0833 2441234", "4008812348", "00", "sip:x@y", "86123456", "0110"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		n := ParseNumber(raw, LocalAreaCode)
		if strings.Trim(n.E164(), "0123456789") != "" || len(n.E164()) > maxInternational {
			t.Fatalf("%q became %q", raw, n.E164())
		}
		if again := ParseNumber(n.Local(), LocalAreaCode); again != n {
			t.Fatalf("%q is %q, dialled locally %q it is %q", raw, n.E164(), n.Local(), again.E164())
		}
	})
}
