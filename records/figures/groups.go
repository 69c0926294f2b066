package figures

import (
	"slices"
	"time"

	"hotline/callcenter"
	"hotline/records/tally"
)

// Team and Firm divide by who an agent belongs to now: they are no part of a call, so
// that somebody who changes takes his calls along.
const (
	Team tally.Dimension = "team"
	Firm tally.Dimension = "firm"
)

// Groups say to which team and firm each agent belongs; who is not named, to none.
type Groups map[callcenter.AgentID]Group

// Group is the team and the firm of one agent.
type Group struct{ Team, Firm string }

func (g Groups) of(agent string, d tally.Dimension) string {
	group := g[callcenter.AgentID(agent)]
	if d == Team {
		return group.Team
	}
	return group.Firm
}

// split is a query by agents in place of one by their groups, and the way back.
type split struct {
	query  tally.Query // that is asked
	groups Groups
	by     []tally.Dimension // that were asked for
	only   map[tally.Dimension]string
	agent  int // the place of the agent's value; -1: no group was asked for
}

func grouped(d tally.Dimension) bool { return d == Team || d == Firm }

func (g Groups) split(q tally.Query) split {
	s := split{query: q, groups: g, by: q.By, only: map[tally.Dimension]string{}, agent: -1}
	s.query.By, s.query.Only = nil, map[tally.Dimension]string{}
	for _, d := range q.By {
		if !grouped(d) {
			s.query.By = append(s.query.By, d)
		}
	}
	for d, value := range q.Only {
		if grouped(d) {
			s.only[d] = value
		} else {
			s.query.Only[d] = value
		}
	}
	if len(s.query.By) == len(q.By) && len(s.only) == 0 {
		return s
	}
	if value, one := s.query.Only[tally.Agent]; one { // a line of his own, within his group
		delete(s.query.Only, tally.Agent)
		s.only[tally.Agent] = value
	}
	if !slices.Contains(s.query.By, tally.Agent) {
		s.query.By = append(s.query.By, tally.Agent)
	}
	s.agent = slices.Index(s.query.By, tally.Agent)
	return s
}

// adder adds to the lines of the groups; what is not in those asked for goes nowhere.
func (s split) adder(at adder) adder {
	if s.agent < 0 {
		return at
	}
	return func(start time.Time, values []string) *part {
		agent := values[s.agent]
		for d, want := range s.only {
			if d == tally.Agent && agent != want || grouped(d) && s.groups.of(agent, d) != want {
				return &part{basis: newBasis()}
			}
		}
		var back []string
		for _, d := range s.by {
			if grouped(d) {
				back = append(back, s.groups.of(agent, d))
			} else {
				back = append(back, values[slices.Index(s.query.By, d)])
			}
		}
		return at(start, back)
	}
}

// Dimensions lists all that figures can be divided by.
func Dimensions() []tally.Dimension {
	list := append(tally.Dimensions(), Team, Firm, tally.BreakReason)
	for _, d := range tally.OrderDimensions() {
		if !slices.Contains(list, d) {
			list = append(list, d)
		}
	}
	return list
}

// Take takes the groups out of a query's filters and gives the agents in them; nil: the
// query named no group.
func (g Groups) Take(q *tally.Query) []callcenter.AgentID {
	s := g.split(*q)
	if s.agent < 0 {
		return nil
	}
	agents := []callcenter.AgentID{}
	for agent := range g {
		in := true
		for d, want := range s.only {
			in = in && (d == tally.Agent && string(agent) == want || grouped(d) && g.of(string(agent), d) == want)
		}
		if in {
			agents = append(agents, agent)
		}
	}
	q.Only = s.query.Only
	return agents
}
