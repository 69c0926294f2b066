package orders

// OrderWords are what screens call things.
type OrderWords struct {
	Kinds   []KindInfo            `json:"kinds"`
	States  []Option              `json:"states"`
	Moves   []Option              `json:"moves"`
	Terms   []Option              `json:"terms"`
	Reasons map[MoveName][]Option `json:"reasons" doc:"须选原因的动作"`
	Decide  []OrderField          `json:"decide" doc:"法律援助的受理决定"`
}

// AllWords lists them.
func AllWords() OrderWords {
	w := OrderWords{Kinds: Kinds(), Reasons: Reasons(), Decide: decision()}
	for _, s := range append(OpenStates(), Closed, Merged) {
		w.States = append(w.States, Option{string(s), s.Title()})
	}
	for _, m := range []MoveName{
		Create, HandOver, Reassign, Sign, Work, Decide, Appoint, Reply, Return, AskExtension, ApproveExtension, RefuseExtension,
		CallBack, Unreached, Redo, Close, Merge, TakeIn, Supervise, Note, Attach, Book, SendBack, Object, Ruled, Warn, Overdue,
	} {
		w.Moves = append(w.Moves, Option{string(m), m.Title()})
	}
	for _, t := range allTerms() {
		w.Terms = append(w.Terms, Option{string(t), t.Title()})
	}
	return w
}

// Strict reports that few may read what was written of it.
func (o Order) Strict() bool { return o.Secrecy == strict }
