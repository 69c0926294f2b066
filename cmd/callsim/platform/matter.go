package platform

import (
	"cmp"
	"encoding/hex"
	"net/url"
	"strings"

	"hotline/cmd/callsim/phone"
)

// Matter is what the headers say of a call that is handed over, either way.
type Matter struct {
	Order  string // 12345's number of the matter
	Topic  string // the hotline's topic it belongs to; empty: the citizen is asked
	Record string // the hotline's number of its record

	Caller   string // whom the hotline sends
	Urgent   bool
	InUserTo bool // order and topic in User-to-User alone
}

// String is for people.
func (m Matter) String() string {
	text := "工单 " + cmp.Or(m.Order, "(无)")
	for _, part := range []struct{ title, value string }{{"主题", m.Topic}, {"来电人", m.Caller}, {"12348 记录", m.Record}} {
		if part.value != "" {
			text += "," + part.title + " " + part.value
		}
	}
	return text
}

func (m Matter) headers() map[string]string {
	h := map[string]string{}
	if m.InUserTo {
		said := url.Values{}
		for name, value := range map[string]string{"order": m.Order, "topic": m.Topic} {
			if value != "" {
				said.Set(name, value)
			}
		}
		h["User-to-User"] = hex.EncodeToString([]byte(said.Encode())) + ";encoding=hex"
		return h
	}
	if m.Order != "" {
		h["X-12345-Order"] = m.Order
	}
	if m.Topic != "" {
		h["X-12345-Topic"] = m.Topic
	}
	return h
}

// Read is what the hotline says of a call it sends.
func Read(c *phone.Call) Matter {
	m := Matter{Order: c.Header("X-12345-Order"), Record: c.Header("X-12348-Record"), Urgent: c.Header("Priority") == "emergency"}
	m.Caller = userOf(c.Header("P-Asserted-Identity"))
	raw, _, _ := strings.Cut(c.Header("User-to-User"), ";")
	if text, err := hex.DecodeString(raw); err == nil && len(text) > 0 {
		said, err := url.ParseQuery(string(text))
		if err == nil {
			m.Order, m.Topic, m.Record = cmp.Or(m.Order, said.Get("order")), said.Get("topic"), cmp.Or(m.Record, said.Get("record"))
		}
	}
	return m
}

// userOf is the number in <sip:NUMBER@host> or <tel:NUMBER>.
func userOf(address string) string {
	_, uri, _ := strings.Cut(address, ":")
	if end := strings.IndexAny(uri, "@>;"); end >= 0 {
		uri = uri[:end]
	}
	return uri
}
