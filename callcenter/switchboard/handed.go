package switchboard

import (
	"cmp"
	"encoding/hex"
	"net/url"
	"strings"

	"hotline/callcenter"
)

// handedVariable is what the dialplan noted of a caller whom 12345 hands over:
// <X-12345-Order>.<X-12345-Topic>.<User-to-User in hex>. It is the one argument of his call
// as well.
const handedVariable = "HOTLINE_12345"

// longestReference is more than any hotline's number of a matter has.
const longestReference = 64

// handed reads how 12345 names the matter and what it says it is about. Its headers go
// before User-to-User (RFC 7433), which holds order=…&topic=… for a platform that cannot
// set headers.
func handed(note string) (reference string, topic callcenter.TopicName) {
	parts := strings.SplitN(note, ".", 3)
	for len(parts) < 3 {
		parts = append(parts, "")
	}
	text, _ := hex.DecodeString(parts[2])
	said, err := url.ParseQuery(string(text))
	if err != nil {
		said = nil // of another application
	}
	reference = cmp.Or(plain(parts[0]), plain(said.Get("order")))
	return reference, callcenter.TopicName(cmp.Or(plain(parts[1]), plain(said.Get("topic"))))
}

// plain is a name as it may stand in a journal: without it the text is nothing to us.
func plain(name string) string {
	foreign := strings.ContainsFunc(name, func(r rune) bool {
		return !('0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '-' || r == '_')
	})
	if foreign || len(name) > longestReference {
		return ""
	}
	return name
}
