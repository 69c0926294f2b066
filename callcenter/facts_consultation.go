package callcenter

import "strings"

// Form is what people enter about a call, as keys of a dictionary version. Nothing in
// it names anybody: what is written freely is Writing.
type Form struct {
	DictionaryVersion int      `json:"dictionary_version,omitzero"`
	CallerKinds       []string `json:"caller_kinds"`
	Region            string   `json:"region,omitempty"`
	Matter1           string   `json:"matter_1,omitempty"`
	Matter2           string   `json:"matter_2,omitempty"`
	ServiceKind       string   `json:"service_kind,omitempty"`
	Result            string   `json:"result,omitempty"`
	ResultReason      string   `json:"result_reason,omitempty"` // why a call was not accepted
	Secrecy           string   `json:"secrecy,omitempty"`
	SpokenLanguage    string   `json:"spoken_language,omitempty"`
	AmountFen         *int64   `json:"amount_fen,omitempty"` // what is at stake
}

// Writing is what people write freely about a call. It may name anybody, so it never
// enters the journal: it is kept apart, sealed, and goes when its party is forgotten.
type Writing struct {
	Summary string `json:"summary"`
	Answer  string `json:"answer"`
}

// Facts whose subject is a call, told by people and not by the call.
type (
	// ConsultationDrafted is what an agent has typed and not yet saved. Fact.Writing
	// carries his words. Occurrence: the author and an id of his desk's choice.
	ConsultationDrafted struct {
		Author AgentID `json:"author"`
		Form   Form    `json:"form"`
	}
	// ConsultationSaved is one edit of the consultation record. It counts if it was made
	// from the revision that was valid. Occurrence: as of a draft.
	ConsultationSaved struct {
		Author AgentID `json:"author"`
		Base   int     `json:"base"` // the revision it was made from; 0: the first
		Matter ID      `json:"matter,omitzero"`
		Form   Form    `json:"form"`
	}
)

// byLink marks the occurrence of a rating asked for by a link.
const byLink = "@link"

// ByLink is the occurrence of a rating of a talk that was asked for by a link.
func ByLink(talk Token) string { return string(talk) + byLink }

// RatedTalk is the talk a rating is of, and whether a link asked for it.
func RatedTalk(occurrence string) (talk Token, linked bool) {
	text, linked := strings.CutSuffix(occurrence, byLink)
	return Token(text), linked
}

// AbuseReported is a mandatory report (强制报告, 未成年人保护法 11): somebody must act at
// once. Its kind is a key of the dictionary. Occurrence: the author and an id of his
// desk's choice.
type AbuseReported struct {
	Author AgentID `json:"author"`
	Kind   string  `json:"kind"`
}

// FactKind of a mandatory report.
func (AbuseReported) FactKind() FactKind { return "abuse.reported" }

// Facts whose subject is a matter.
type (
	// MatterOpened says that a party has a concern that one call will not settle.
	MatterOpened struct {
		Party ID      `json:"party"`
		Call  ID      `json:"call"`
		Owner AgentID `json:"owner"` // who was asked first
	}
	// MatterOwned hands it to another owner. Occurrence: the author and an id of his desk's choice.
	MatterOwned struct {
		Author AgentID `json:"author"`
		Owner  AgentID `json:"owner"`
		Reason string  `json:"reason"` // a key of the dictionary
	}
	// MatterClosed settles it.
	MatterClosed struct {
		Author AgentID `json:"author"`
		Call   ID      `json:"call,omitzero"` // in which it was settled
	}
)

// Kinds of facts about consultations and matters.
func (ConsultationDrafted) FactKind() FactKind { return "consultation.drafted" }
func (ConsultationSaved) FactKind() FactKind   { return "consultation.saved" }
func (MatterOpened) FactKind() FactKind        { return "matter.opened" }
func (MatterOwned) FactKind() FactKind         { return "matter.owned" }
func (MatterClosed) FactKind() FactKind        { return "matter.closed" }
