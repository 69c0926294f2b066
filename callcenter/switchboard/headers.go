package switchboard

import (
	"encoding/hex"
	"net/url"

	"hotline/callcenter"
)

// headersOf are the SIP headers of a line to a number outside. A hotline that a caller is
// handed over to gets what it would send us (handed): its own number of the matter, ours,
// and once more in User-to-User (RFC 7433) for one that passes on no other. From stays
// our own number; whose matter it is stands in P-Asserted-Identity (RFC 3325), which goes
// to that trunk alone.
func headersOf(dial callcenter.Dial) map[string]string {
	h := map[string]string{}
	if dial.Urgent {
		h["Priority"] = "emergency" // RFC 3261 20.26
	}
	if dial.Replaces != "" {
		h["Replaces"] = dial.Replaces
	}
	to := dial.Hand
	if to == nil {
		return h
	}
	said := url.Values{"record": {to.Record.String()}}
	h["X-12348-Record"] = to.Record.String()
	if to.Reference != "" {
		h["X-12345-Order"] = to.Reference
		said.Set("order", to.Reference)
	}
	if to.Topic != "" {
		h["X-12345-Topic"] = string(to.Topic)
		said.Set("topic", string(to.Topic))
	}
	h["User-to-User"] = hex.EncodeToString([]byte(said.Encode())) + ";encoding=hex"
	if to.Caller.Anonymous() {
		h["Privacy"] = "id" // RFC 3323
	} else if number := to.Caller.E164(); len(number) > 6 {
		h["P-Asserted-Identity"] = "<tel:+" + number + ">"
	}
	return h
}
