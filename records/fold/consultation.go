package fold

import (
	"cmp"
	"slices"
	"time"

	"hotline/callcenter"
)

// Entered is what people entered about a call; Revision 0: nothing yet.
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

// The degrees of secrecy.
const (
	Ordinary     = "ordinary"
	Confidential = "confidential" // the caller asked for it
	Strict       = "strict"       // violence at home, minors: out of exports and of colleagues' searches
)

// Edit is one revision: who saved what, made from the one before.
type Edit struct {
	Call       callcenter.ID      `json:"call"`
	Revision   int                `json:"revision"`
	Occurrence string             `json:"occurrence"`
	Author     callcenter.AgentID `json:"author"`
	SavedAt    time.Time          `json:"saved_at"`
	Matter     callcenter.ID      `json:"matter,omitzero"`
	Fields     callcenter.Form    `json:"fields"`
	Writing    callcenter.Writing `json:"-"`
}

// Draft is the last thing an agent typed. It is open until he saves.
type Draft struct {
	Call       callcenter.ID      `json:"call"`
	Author     callcenter.AgentID `json:"author"`
	Occurrence string             `json:"occurrence"`
	DraftedAt  time.Time          `json:"drafted_at"`
	Open       bool               `json:"open"`
	Fields     callcenter.Form    `json:"fields"`
	Writing    callcenter.Writing `json:"-"`
}

// edits chains the saves: each counts that was made from the one before it, the
// earliest if there are several. Of two people who edit one revision the later has lost.
func (b *builder) edits() (chain []Edit) {
	from := map[int][]Fact{}
	for _, f := range b.saves { // in the order of their time
		base := f.Data.(callcenter.ConsultationSaved).Base
		from[base] = append(from[base], f)
	}
	for revision := 0; len(from[revision]) > 0; revision++ {
		f := from[revision][0]
		d := f.Data.(callcenter.ConsultationSaved)
		chain = append(chain, Edit{
			Call: b.id, Revision: revision + 1, Occurrence: f.Occurrence, Author: d.Author, SavedAt: f.At,
			Matter: d.Matter, Fields: d.Form, Writing: f.Writing,
		})
	}
	return chain
}

// draftsOf lists the last draft of each author.
func (b *builder) draftsOf() (list []Draft) {
	saved := map[callcenter.AgentID]time.Time{}
	for _, f := range b.saves {
		saved[f.Data.(callcenter.ConsultationSaved).Author] = f.At
	}
	last := map[callcenter.AgentID]Draft{}
	for _, f := range b.drafts { // in the order of their time
		d := f.Data.(callcenter.ConsultationDrafted)
		last[d.Author] = Draft{
			Call: b.id, Author: d.Author, Occurrence: f.Occurrence, DraftedAt: f.At, Open: f.At.After(saved[d.Author]),
			Fields: d.Form, Writing: f.Writing,
		}
	}
	for _, d := range last {
		list = append(list, d)
	}
	slices.SortFunc(list, func(x, y Draft) int { return cmp.Compare(x.Author, y.Author) })
	return list
}

// enteredOf is the last revision.
func enteredOf(chain []Edit) Entered {
	if len(chain) == 0 {
		return Entered{CallerKinds: []string{}, Secrecy: Ordinary}
	}
	e := chain[len(chain)-1]
	form := e.Fields
	kinds := form.CallerKinds
	if kinds == nil {
		kinds = []string{}
	}
	return Entered{
		Revision: e.Revision, DictionaryVersion: form.DictionaryVersion, Author: e.Author, SavedAt: e.SavedAt, Matter: e.Matter,
		CallerKinds: kinds, Region: form.Region, Matter1: form.Matter1, Matter2: form.Matter2, ServiceKind: form.ServiceKind,
		Result: form.Result, ResultReason: form.ResultReason, Secrecy: cmp.Or(form.Secrecy, Ordinary),
		SpokenLanguage: form.SpokenLanguage, AmountFen: form.AmountFen,
	}
}
