package callcenter

import (
	"encoding/json"
	"time"
)

// FactKind names what happened: "call.arrived", "segment.started".
type FactKind string

// Payload is what a kind of fact tells beside its time. It holds no name, no
// number and no free text: facts outlive the people they are about.
type Payload interface{ FactKind() FactKind }

// Fact is one thing that happened, told once or many times.
//
// (Subject, kind, Occurrence) is its key. It is derived from what happened, never
// random, so a fact told again after a restart or by another controller is the
// same fact and changes nothing: the first telling counts.
type Fact struct {
	Subject    ID     // the call, the shift or the matter; of a noted change, its own
	Occurrence string // which one of its kind: a token, a count; empty if it can only happen once
	At         time.Time
	By         string // the controller that tells it
	Data       Payload

	// Contact is the number behind a call.arrived, Writing what people wrote in a
	// consultation. They never enter the journal: the log seals them, and Postgres
	// keeps them with the party.
	Contact Number
	Writing Writing
}

// Kind is the kind of the fact.
func (f Fact) Kind() FactKind { return f.Data.FactKind() }

// DecodePayload reads the payload of a kind. An unknown kind (a newer program's)
// is kept as it is.
func DecodePayload(kind FactKind, raw []byte) (Payload, error) {
	make, known := payloads[kind]
	if !known {
		return Unknown{Kind: kind, Raw: append(json.RawMessage(nil), raw...)}, nil
	}
	return make(raw)
}

// Unknown is a payload of a kind this program does not know.
type Unknown struct {
	Kind FactKind
	Raw  json.RawMessage
}

// FactKind is the kind as it was written.
func (u Unknown) FactKind() FactKind { return u.Kind }

// MarshalJSON writes it as it was.
func (u Unknown) MarshalJSON() ([]byte, error) { return u.Raw, nil }

func decode[P Payload](raw []byte) (Payload, error) {
	var p P
	if err := json.Unmarshal(raw, &p); err != nil {
		return nil, Errorf(Invalid, "事实内容无法读取: %w", err)
	}
	return p, nil
}
