package switchboard

import (
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"hotline/callcenter"
)

func TestWhatAHotlineSaysOfWhomItHandsOver(t *testing.T) {
	t.Parallel()
	said := hex.EncodeToString([]byte("order=SC-2&topic=wages&party=x"))
	for note, want := range map[string][2]string{
		"SC-1.wages.":                {"SC-1", "wages"},
		".." + said:                  {"SC-2", "wages"},
		"SC-1.." + said:              {"SC-1", "wages"}, // the headers go before
		"..":                         {},
		"":                           {},
		"SC-1":                       {"SC-1", ""},
		"..zz":                       {}, // not hexadecimal
		".." + strings.ToUpper(said): {"SC-2", "wages"},
		".." + hex.EncodeToString([]byte("order=张三 13800001234")): {}, // no free text gets into the journal
		strings.Repeat("9", 65) + "..":                            {},
	} {
		reference, topic := handed(note)
		if reference != want[0] || string(topic) != want[1] {
			t.Errorf("%q: %q, %q; want %v", note, reference, topic, want)
		}
	}
}

// What a hotline is told is what it could tell us.
func TestHandOverRoundTrip(t *testing.T) {
	t.Parallel()
	to := callcenter.HandOver{
		Channel: callcenter.City, Record: callcenter.NewID(time.Now()), Reference: "SC-2026_1", Topic: "wages",
		Caller: callcenter.ParseNumber("08332441234", callcenter.LocalAreaCode),
	}
	h := headersOf(callcenter.Dial{Hand: &to})
	uui, _, _ := strings.Cut(h["User-to-User"], ";")
	for _, note := range []string{h["X-12345-Order"] + "." + h["X-12345-Topic"] + ".", ".." + uui} {
		if reference, topic := handed(note); reference != to.Reference || topic != to.Topic {
			t.Errorf("%q: %q, %q", note, reference, topic)
		}
	}
	if h["X-12348-Record"] != to.Record.String() || h["P-Asserted-Identity"] != "<tel:+868332441234>" || h["Privacy"] != "" {
		t.Errorf("told %v", h)
	}
	to.Caller, to.Reference = callcenter.Number{}, ""
	h = headersOf(callcenter.Dial{Hand: &to})
	if _, has := h["P-Asserted-Identity"]; has || h["Privacy"] != "id" || h["X-12345-Order"] != "" {
		t.Errorf("of somebody who shows no number: %v", h)
	}
	if h := headersOf(callcenter.Dial{Urgent: true}); len(h) != 1 || h["Priority"] != "emergency" {
		t.Errorf("an emergency number is told %v", h)
	}
}

func FuzzHanded(f *testing.F) {
	f.Add("SC-1.wages.6f726465723d31")
	f.Fuzz(func(t *testing.T, note string) {
		reference, topic := handed(note)
		if plain(reference) != reference || plain(string(topic)) != string(topic) {
			t.Errorf("%q: %q, %q", note, reference, topic)
		}
	})
}
