package callcenter

import (
	"encoding/json"
	"testing"
)

func TestPayloadsAreReadAsTheyAreNamed(t *testing.T) {
	for kind, read := range payloads {
		p, err := read([]byte(`{}`))
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
		if p.FactKind() != kind {
			t.Errorf("%s is read as %s", kind, p.FactKind())
		}
		if _, err := read([]byte(`[`)); !Is(err, Invalid) {
			t.Errorf("%s: broken text gave %v", kind, err)
		}
	}
}

func TestUnknownFactIsKeptAsItIs(t *testing.T) {
	const raw = `{"from":"a newer program"}`
	p, err := DecodePayload("call.teleported", []byte(raw))
	if err != nil || p.FactKind() != "call.teleported" {
		t.Fatalf("%v, %v", p, err)
	}
	if back, _ := json.Marshal(p); string(back) != raw {
		t.Fatalf("%s", back)
	}
}
