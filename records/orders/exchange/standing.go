package exchange

// Standing is where an order stands between two centres: the fold of what both said. Each
// half is written by one side's messages alone, in their order.
type Standing struct {
	Dispatcher Half `json:"dispatcher"`
	Handler    Half `json:"handler"`
}

// Half is what one side said so far.
type Half struct {
	Version int          `json:"version"`
	Last    Kind         `json:"last,omitempty"` // that says where the order stands
	At      int          `json:"at,omitempty"`   // its version
	Heard   int          `json:"heard,omitempty"`
	Counts  map[Kind]int `json:"counts,omitempty"`
}

// With is the standing after a side's next message.
func (s Standing) With(from Side, version, heard int, kind Kind) Standing {
	half := &s.Handler
	if from == Dispatcher {
		half = &s.Dispatcher
	}
	counts := map[Kind]int{kind: 1}
	for k, n := range half.Counts {
		counts[k] += n
	}
	half.Version, half.Counts = version, counts
	switch kind {
	case OrderKind, Redo, Accept, Return, Reply, Close, Merge:
		half.Last, half.At, half.Heard = kind, version, heard
	}
	return s
}

// State is the standing in one word, as lists show it.
func (s Standing) State() string {
	d, h := s.Dispatcher, s.Handler
	switch {
	case d.Last == Close || d.Last == Merge:
		return string(d.Last)
	case h.Last == "" || h.Heard < d.At: // what the handler said was before this round
		return "dispatched"
	}
	return string(h.Last)
}
