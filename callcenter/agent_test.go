package callcenter

import (
	"testing"
	"time"
)

func TestPresenceIsDerived(t *testing.T) {
	now := time.Now()
	ready := AgentState{Intent: WantsCalls, Reachable: true}
	for name, c := range map[string]struct {
		change func(*AgentState)
		want   Presence
	}{
		"nothing":                    {func(*AgentState) {}, Ready},
		"no phone":                   {func(a *AgentState) { a.Reachable = false }, Unreachable},
		"two misses":                 {func(a *AgentState) { a.NotAnswering = true }, NotAnswering},
		"break":                      {func(a *AgentState) { a.Intent = WantsBreak }, OnBreak},
		"break without a phone":      {func(a *AgentState) { a.Intent, a.Reachable = WantsBreak, false }, OnBreak},
		"wrap-up":                    {func(a *AgentState) { a.WrapUpUntil = now.Add(time.Second) }, WrapUp},
		"wrap-up over":               {func(a *AgentState) { a.WrapUpUntil = now }, Ready},
		"promised":                   {func(a *AgentState) { a.Token = "t" }, Ringing},
		"talking":                    {func(a *AgentState) { a.Token, a.Engaged = "t", true }, Talking},
		"wants out while talking":    {func(a *AgentState) { a.Token, a.Engaged, a.Intent = "t", true, WantsOut }, Talking},
		"break wanted while talking": {func(a *AgentState) { a.Token, a.Engaged, a.Intent = "t", true, WantsBreak }, Talking},
		"out":                        {func(a *AgentState) { a.Intent = WantsOut }, SignedOut},
		"never in":                   {func(a *AgentState) { a.Intent = "" }, SignedOut},
		"out in wrap-up":             {func(a *AgentState) { a.Intent, a.WrapUpUntil = WantsOut, now.Add(time.Hour) }, SignedOut},
	} {
		a := ready
		c.change(&a)
		if got := a.PresenceAt(now); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

func TestStepFitsOnlyWhenAllIsMet(t *testing.T) {
	step := Step{Require: []Requirement{{"yi", 50}, {"wages", 0}}}
	for _, c := range []struct {
		skills map[Skill]int
		want   bool
	}{
		{map[Skill]int{"yi": 50, "wages": 0}, true},
		{map[Skill]int{"yi": 49, "wages": 90}, false},
		{map[Skill]int{"yi": 90}, false},
		{nil, false},
	} {
		if got := step.Fits(c.skills); got != c.want {
			t.Errorf("%v: %v", c.skills, got)
		}
	}
}
