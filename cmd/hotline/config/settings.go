package config

import (
	"hotline/callcenter"
)

// Settings is the part of the configuration that an administrator changes on the page
// while calls wait. What he saved wins over these sections of the file.
type Settings struct {
	Menu    callcenter.Menu      `toml:"menu" json:"menu"`
	Topics  []callcenter.Topic   `toml:"topic" json:"topics"`
	Hours   []callcenter.Hours   `toml:"hours" json:"hours"`
	Outside []callcenter.Outside `toml:"outside" json:"outside"`
	Reserve []callcenter.Reserve `toml:"reserve" json:"reserve"`
}

// Fault is one thing wrong with settings: where, as a document names it, and what.
type Fault struct {
	At   string // topics[2].steps[1].after
	Text string
}
