package records

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"hotline/callcenter"
	"hotline/records/fold"
)

// Story is the whole of one call: every fact in order, what was folded from them, and
// what people entered. The number is masked.
type Story struct {
	Number  string      `json:"number"`
	Facts   []StoryFact `json:"facts"`
	Record  fold.Record `json:"record"`
	Entered Entered     `json:"entered"`
}

// StoryFact is a fact as it is shown.
type StoryFact struct {
	At         time.Time           `json:"at"`
	Kind       callcenter.FactKind `json:"kind"`
	Occurrence string              `json:"occurrence,omitempty"`
	By         string              `json:"by,omitempty"`
	Data       callcenter.Payload  `json:"data"`
}

// Entered is what people entered about a call; Revision 0: nothing yet. Keys are those of the
// dictionary version.
type Entered struct {
	Revision          int                `json:"revision"`
	DictionaryVersion int                `json:"dictionary_version,omitzero"`
	Author            callcenter.AgentID `json:"author,omitempty"`
	SavedAt           time.Time          `json:"saved_at,omitzero"`
	Matter            callcenter.ID      `json:"matter,omitzero"`
	CallerKinds       []string           `json:"caller_kinds"`
	Region            string             `json:"region,omitempty"`
	Matter1           string             `json:"matter_1,omitempty"`
	Matter2           string             `json:"matter_2,omitempty"`
	ServiceKind       string             `json:"service_kind,omitempty"`
	Result            string             `json:"result,omitempty"`
	ResultReason      string             `json:"result_reason,omitempty"`
	Secrecy           string             `json:"secrecy"`
	SpokenLanguage    string             `json:"spoken_language,omitempty"`
	AmountFen         *int64             `json:"amount_fen,omitempty"`
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
	if s.Record.Call.Facts == 0 || strings.HasPrefix(string(facts[0].Kind()), "shift.") {
		return Story{}, callcenter.Errorf(callcenter.NotFound, "没有编号为 %s 的来电", call)
	}
	if s.Entered, err = r.Entered(ctx, call); err != nil {
		return Story{}, err
	}
	s.Number, err = r.masked(ctx, s.Record.Call.Party)
	return s, err
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

// Entered reads what people entered about one call.
func (r *Reads) Entered(ctx context.Context, call callcenter.ID) (Entered, error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	var c Entered
	var raw json.RawMessage
	err := r.db.QueryRow(ctx, `
		SELECT to_json(c) FROM (
			SELECT revision, dictionary_version, author, saved_at, matter, caller_kinds, region, matter_1, matter_2,
			       service_kind, result, result_reason, secrecy, spoken_language, amount_fen
			FROM consultation WHERE call = $1) c`, call).Scan(&raw)
	if err != nil {
		return c, found("read consultation", err, func() *callcenter.Error {
			return callcenter.Errorf(callcenter.NotFound, "来电 %s 还没有话务工单", call)
		})
	}
	return c, json.Unmarshal(raw, &c)
}
