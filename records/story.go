package records

import (
	"context"
	"strings"
	"time"

	"hotline/callcenter"
	"hotline/records/fold"
)

// Story is the whole of one call: every fact in order, what was folded from them, and
// what people entered. The number is masked.
type Story struct {
	Number string      `json:"number"`
	Facts  []StoryFact `json:"facts"`
	Record fold.Record `json:"record"`
}

// StoryFact is a fact as it is shown.
type StoryFact struct {
	At         time.Time           `json:"at"`
	Kind       callcenter.FactKind `json:"kind"`
	Occurrence string              `json:"occurrence,omitempty"`
	By         string              `json:"by,omitempty"`
	Data       callcenter.Payload  `json:"data"`
}

// StoryFacts are facts as they are shown.
func StoryFacts(facts []fold.Fact) []StoryFact {
	list := make([]StoryFact, 0, len(facts))
	for _, f := range facts {
		list = append(list, StoryFact{At: f.At, Kind: f.Kind(), Occurrence: f.Occurrence, By: f.By, Data: f.Data})
	}
	return list
}

// Story reads the whole of one call. NotFound: there is no such call.
func (r *Reads) Story(ctx context.Context, call callcenter.ID) (Story, error) {
	facts, err := r.Facts(ctx, call)
	if err != nil {
		return Story{}, err
	}
	s := Story{Facts: StoryFacts(facts), Record: fold.OfCall(call, facts)}
	if s.Record.Call.Facts == 0 || !ofCall(facts[0]) {
		return Story{}, errNoCall(call)
	}
	s.Number, err = r.masked(ctx, s.Record.Call.Party)
	return s, err
}

// ofCall tells a call's facts from those of a shift, a matter or a noted change.
func ofCall(f fold.Fact) bool {
	kind := string(f.Kind())
	return !strings.HasPrefix(kind, "shift.") && !strings.HasPrefix(kind, "matter.") && !strings.HasPrefix(kind, "audit.")
}

func errNoCall(call callcenter.ID) *callcenter.Error {
	return callcenter.Errorf(callcenter.NotFound, "没有编号为 %s 的来电", call)
}

// masked is a party's number as lists show it.
func (r *Reads) masked(ctx context.Context, party callcenter.ID) (string, error) {
	if party.IsZero() {
		return callcenter.Number{}.String(), nil
	}
	number, err := r.NumberOf(ctx, party)
	if callcenter.Is(err, callcenter.NotFound) {
		return "已遗忘", nil
	}
	return number.String(), err
}
