package journal

import (
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/fold"
)

const (
	deleteStates = `
DELETE FROM agent_state a USING unnest($1::uuid[], $2::timestamptz[]) AS n (shift, since)
WHERE a.shift = n.shift AND a.during && tstzrange(n.since, NULL) AND lower(a.during) >= n.since`

	insertStates = `
INSERT INTO agent_state (shift, agent, presence, reason, token, during)
SELECT n.shift, n.agent, n.presence, n.reason, n.token, tstzrange(n.since, n.until, '[)')
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::timestamptz[], $7::timestamptz[])
  AS n (shift, agent, presence, reason, token, since, until)`
)

// states is what differs between the states shifts have and the ones they had.
type states struct {
	since map[callcenter.ID]time.Time // delete what begins here or later
	rows  []stateRow                  // and insert these
}

type stateRow struct {
	shift callcenter.ID
	agent callcenter.AgentID
	fold.State
}

// add compares a shift's states with what it had; all: what it had is not known.
func (s *states) add(shift fold.Shift, before []fold.State, all bool) {
	same := 0
	for !all && same < len(before) && same < len(shift.States) && before[same] == shift.States[same] {
		same++
	}
	if s.since == nil {
		s.since = map[callcenter.ID]time.Time{}
	}
	switch {
	case all:
		s.since[shift.ID] = time.Unix(0, 0)
	case same < len(before):
		s.since[shift.ID] = before[same].From
	}
	for _, state := range shift.States[same:] {
		s.rows = append(s.rows, stateRow{shift.ID, shift.Agent, state})
	}
}

func (s *states) queue(batch *pgx.Batch) {
	if len(s.since) > 0 {
		var shifts [][16]byte
		var since []time.Time
		for id, from := range s.since {
			shifts, since = append(shifts, id), append(since, from)
		}
		batch.Queue(deleteStates, shifts, since)
	}
	if len(s.rows) == 0 {
		return
	}
	n := len(s.rows)
	shifts, from, until := make([][16]byte, n), make([]time.Time, n), make([]*time.Time, n)
	agents, presences, reasons, tokens := make([]string, n), make([]string, n), make([]*string, n), make([]*string, n)
	for i, r := range s.rows {
		shifts[i], agents[i], presences[i], from[i] = r.shift, string(r.agent), string(r.Presence), r.From
		if !r.To.IsZero() {
			until[i] = &r.To
		}
		if r.Reason != "" {
			reasons[i] = &r.Reason
		}
		if r.Token != "" {
			tokens[i] = new(string(r.Token))
		}
	}
	batch.Queue(insertStates, shifts, agents, presences, reasons, tokens, from, until)
}
