package queue

import (
	"math"
	"slices"
	"strings"

	"hotline/callcenter"
)

// What is kept for whom, and what a caller may expect, in the model.

func asks(profile string, skill callcenter.Skill) bool {
	return slices.ContainsFunc(strings.Split(profile, "&"), func(part string) bool { return strings.HasPrefix(part, string(skill)+">=") })
}

// serves tells whether the agent serves somebody who asks for the skill.
func (m *model) serves(a *modelAgent, skill callcenter.Skill) bool {
	return slices.ContainsFunc(m.profiles, func(p string) bool { return asks(p, skill) && fits(a.skills, p) })
}

// kept tells whether he is kept from who stands there, when so many more are free.
func (m *model) kept(a *modelAgent, stands string, more int) bool {
	for skill, keep := range m.reserve {
		if stands[0] == '@' || asks(stands, skill) || !m.serves(a, skill) {
			continue
		}
		free := more
		for _, b := range m.agents {
			if b.idling && m.serves(b, skill) {
				free++
			}
		}
		if free <= keep {
			return true
		}
	}
	return false
}

// releaseKept pairs those who may go now that one more is free.
func (m *model) releaseKept() {
	for again := len(m.reserve) > 0; again; {
		again = false
		order := m.order(func(c *modelCall) bool {
			for _, a := range m.agents {
				if a.idling && c.stands[0] != '@' && fits(a.skills, c.stands) && !m.kept(a, c.stands, 0) {
					return true
				}
			}
			return false
		})
		for _, c := range order[:min(len(order), 8)] {
			if m.settleCall(c); c.state == "promised" {
				again = true
				break
			}
		}
	}
}

// noteWork adds his last work to their mean.
func (a *modelAgent) noteWork() {
	if a.rung == 0 || a.idle <= a.rung {
		return
	}
	a.works = min(a.works+1, 16)
	a.took = int64(math.Floor(float64(a.took) + float64(a.idle-a.rung-a.took)/float64(a.works)))
}

// expected is how long the caller may expect to wait, 0 if nobody can tell.
func (m *model) expected(c *modelCall) int64 {
	for i, s := range c.topic.Steps {
		from, till := m.begins(c, i), int64(math.MaxInt64)
		if i+1 < len(c.topic.Steps) {
			till = m.begins(c, i+1)
		}
		profile, _ := profileOf(s.Require)
		agents, works, took := m.capacity(profile)
		if till <= from || agents <= 0 {
			continue
		}
		if works < m.thin {
			return 0
		}
		wait := math.Max(float64(from), m.turns(c, profile)*float64(took)/float64(works)/float64(agents))
		if wait >= float64(till) {
			continue
		}
		if c.deadline > 0 && float64(m.now)+wait >= float64(c.deadline) {
			return 0
		}
		return int64(math.Ceil(wait))
	}
	return 0
}

// begins is how far ahead a step of his is.
func (m *model) begins(c *modelCall, step int) (from int64) {
	if after := c.topic.Steps[step].After; after > 0 {
		from = c.entered + after.Milliseconds() - m.now
	}
	return max(from, c.until-m.now, 0)
}

// capacity is who serves a profile, how many works they remember, and what these took.
func (m *model) capacity(profile string) (agents int, works, took int64) {
	kin := map[callcenter.Skill]int{}
	for _, a := range m.agents {
		if !a.serving() || !fits(a.skills, profile) {
			continue
		}
		agents++
		for skill := range m.reserve {
			if m.serves(a, skill) && !asks(profile, skill) {
				kin[skill]++
			}
		}
		seen := *a
		if seen.noteWork(); seen.works > 0 && m.now-max(a.rung, a.idle) < 3_600_000 {
			works, took = works+seen.works, took+seen.works*seen.took
		}
	}
	for skill, n := range kin {
		agents -= min(n, m.reserve[skill])
	}
	return agents, works, took
}

// turns is how many works come before his own begins, each caller before him counted by the
// part of those who may take him that serve this profile too.
func (m *model) turns(c *modelCall, profile string) float64 {
	turns := 1.0
	for _, other := range m.order(func(o *modelCall) bool { return before(o, c) < 0 && o.stands[0] != '@' }) {
		fit, both := 0, 0
		for _, a := range m.agents {
			if a.serving() && fits(a.skills, other.stands) {
				fit++
				if fits(a.skills, profile) {
					both++
				}
			}
		}
		if both > 0 {
			turns += float64(both) / float64(fit)
		}
	}
	return math.Round(turns*1000) / 1000
}
