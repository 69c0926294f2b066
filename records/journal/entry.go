package journal

import (
	"encoding/json"
	"fmt"
	"time"

	"hotline/callcenter"
	"hotline/records/fold"
	"hotline/records/seal"
)

// Entry is a fact as it lies in the local log: its number sealed, and hashed so that
// its party can be found without opening it; what people wrote sealed.
type Entry struct {
	fold.Fact
	data   json.RawMessage
	hash   []byte
	sealed []byte

	written []byte // what people wrote, sealed
}

type line struct {
	Subject    callcenter.ID       `json:"s"`
	Kind       callcenter.FactKind `json:"k"`
	Occurrence string              `json:"o,omitempty"`
	At         int64               `json:"t"` // microseconds, as fine as Postgres keeps them
	By         string              `json:"b,omitempty"`
	Data       json.RawMessage     `json:"d"`
	Hash       []byte              `json:"h,omitempty"`
	Sealed     []byte              `json:"c,omitempty"`
	Written    []byte              `json:"w,omitempty"`
}

// Keys are what numbers are sealed and found with.
type Keys struct {
	Ring  *seal.Ring
	Index *seal.Index
}

// Encode writes a fact for the local log. Neither number nor writing is in it readably.
func (k Keys) Encode(f callcenter.Fact) ([]byte, error) {
	if f.Data == nil || f.Subject.IsZero() {
		return nil, callcenter.Errorf(callcenter.Invalid, "事实缺少主体或内容")
	}
	data, err := json.Marshal(f.Data)
	if err != nil {
		return nil, fmt.Errorf("encode fact %s %s: %w", f.Subject, f.Kind(), err)
	}
	l := line{
		Subject: f.Subject, Kind: f.Kind(), Occurrence: f.Occurrence, At: f.At.UnixMicro(), By: f.By, Data: data,
		Hash: k.Index.Hash(f.Contact),
	}
	if l.Hash != nil {
		l.Sealed = k.Ring.Seal([]byte(f.Contact.E164()), contactLabel(f.Subject))
	}
	if f.Writing != (callcenter.Writing{}) {
		plain, err := json.Marshal(f.Writing)
		if err != nil {
			return nil, fmt.Errorf("encode writing of %s: %w", f.Subject, err)
		}
		l.Written = k.Ring.Seal(plain, WritingLabel(f.Subject, f.Occurrence))
	}
	return json.Marshal(l)
}

// Decode reads what Encode wrote.
func Decode(record []byte) (Entry, error) {
	var l line
	if err := json.Unmarshal(record, &l); err != nil {
		return Entry{}, fmt.Errorf("decode fact: %w", err)
	}
	data, err := callcenter.DecodePayload(l.Kind, l.Data)
	if err != nil {
		return Entry{}, fmt.Errorf("decode fact %s %s: %w", l.Subject, l.Kind, err)
	}
	if l.Subject.IsZero() || l.Kind == "" {
		return Entry{}, fmt.Errorf("decode fact: no subject or no kind")
	}
	return Entry{
		Fact: fold.Fact{Fact: callcenter.Fact{
			Subject: l.Subject, Occurrence: l.Occurrence, At: time.UnixMicro(l.At).UTC(), By: l.By, Data: data,
		}},
		data: l.Data, hash: l.Hash, sealed: l.Sealed, written: l.Written,
	}, nil
}

func contactLabel(call callcenter.ID) string { return "contact:" + call.String() }

// NumberLabel is what a party's number is sealed as, under the party's own key.
func NumberLabel(party callcenter.ID) string { return "number:" + party.String() }

// KeyLabel is what a party's own key is wrapped as.
func KeyLabel(party callcenter.ID) string { return "party:" + party.String() }
