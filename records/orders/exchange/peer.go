package exchange

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/netip"
	"time"

	"hotline/records/deadline"
	"hotline/records/orders"
)

//go:embed profiles/*.json
var profiles embed.FS

// Peer is another centre.
type Peer struct {
	Name      orders.Source
	Title     string
	Self      string // how it calls us
	URL       string // where its exchange is, without the paths of the contract
	Client    *http.Client
	Keys      Keys
	Addresses []netip.Prefix // from where it may come; none: from anywhere
	PerSecond float64        // requests it may make
	Burst     int
	Profile   Profile
}

// Profile is what is a peer's as data: its deadlines and what its words mean here.
type Profile struct {
	Title  string                       `json:"title"`
	Source string                       `json:"source"` // where the limits come from
	Limits map[string]string            `json:"limits"` // by the peer's kind of request; "" is any other
	Words  map[string]map[string]string `json:"words"`  // field → theirs → ours
	Out    map[string]map[string]string `json:"out"`    // field → ours → theirs, where several of theirs mean one of ours
}

// ProfileOf reads a built-in profile.
func ProfileOf(name string) (p Profile, err error) {
	raw, err := fs.ReadFile(profiles, "profiles/"+name+".json")
	if err != nil {
		return p, fmt.Errorf("profile %q: %w", name, err)
	}
	return ParseProfile(raw)
}

// ParseProfile reads one, and refuses limits that cannot be counted.
func ParseProfile(raw []byte) (p Profile, err error) {
	if err := json.Unmarshal(raw, &p); err != nil {
		return p, fmt.Errorf("profile: %w", err)
	}
	for kind, text := range p.Limits {
		if _, err := deadline.ParseLimit(text); err != nil {
			return p, fmt.Errorf("profile: limit of %q: %w", kind, err)
		}
	}
	return p, nil
}

// due is the earlier of what the peer says and what its rules give, counted from when it
// made the order. Zero: neither says anything.
func (p Profile) due(c deadline.Calendar, kind string, from, said time.Time) time.Time {
	text, known := p.Limits[kind]
	if !known {
		text = p.Limits[""]
	}
	limit, err := deadline.ParseLimit(text)
	if err != nil {
		return said
	}
	due := c.Due(from, limit)
	if said.IsZero() {
		return due.At
	}
	return deadline.Earlier(due, deadline.Deadline{At: said}).At
}

// theirs is the peer's word for ours: ours itself where it has none.
func (p Profile) theirs(field, ours string) string {
	best := p.Out[field][ours]
	if best != "" {
		return best
	}
	for theirs, mine := range p.Words[field] {
		if mine == ours && (best == "" || theirs < best) {
			best = theirs
		}
	}
	if best == "" {
		return ours
	}
	return best
}
