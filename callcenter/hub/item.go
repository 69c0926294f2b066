package hub

import (
	"encoding/json"
	"slices"

	"hotline/callcenter"
)

// Item is one thing on a screen: its newest state, not the way there.
type Item struct {
	Kind  string          `json:"kind"`
	ID    string          `json:"id"`
	For   Audience        `json:"for"`
	Value json.RawMessage `json:"value,omitempty"` // nil: it is gone
}

// Gone reports that there is no such thing any more.
func (i Item) Gone() bool { return i.Value == nil }

// Audience is who may see an item.
type Audience struct {
	Everybody bool                 `json:"everybody,omitempty"`
	Watchers  bool                 `json:"watchers,omitempty"` // who watches the whole floor
	Agents    []callcenter.AgentID `json:"agents,omitempty"`
}

// Viewer is who looks at a screen.
type Viewer struct {
	Agent   callcenter.AgentID
	Watches bool // the whole floor
}

func (v Viewer) sees(a Audience) bool {
	return a.Everybody || a.Watchers && v.Watches || slices.Contains(a.Agents, v.Agent)
}

func (a Audience) equal(b Audience) bool {
	return a.Everybody == b.Everybody && a.Watchers == b.Watchers && slices.Equal(a.Agents, b.Agents)
}

type key struct{ kind, id string }

// entry is an item with its place in the order of changes.
type entry struct {
	Item
	source string
	seq    int64 // of its source
	rev    int64 // of the hub
}

func (e *entry) key() key { return key{e.Kind, e.ID} }
