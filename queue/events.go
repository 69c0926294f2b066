package queue

import (
	"fmt"
	"strconv"
	"sync"
	"time"

	"hotline/callcenter"
)

// Events is what the owner of calls is told. The functions are called from
// within verbs and from Run, from several goroutines: they hand over and return
// at once. Each may come more than once; a promise is known by its token.
type Events struct {
	Promise      func(callcenter.Promise)
	Withdrawn    func(token callcenter.Token, agent callcenter.AgentID, reason callcenter.DeclineReason) // the promise is void: expired, agent signed out
	TimedOut     func(call callcenter.ID)                                                                // the longest wait passed: the call is matched no more, its owner ends it
	TurnedAway   func(call callcenter.ID, outcome callcenter.Outcome)                                    // the same, for it may not go on waiting: closed, no_agents
	Transferred  func(call callcenter.ID, topic callcenter.TopicName)                                    // somebody moved it to another topic
	NotAnswering func(agent callcenter.AgentID, misses int)                                              // switched off after misses
	LastAgent    func(agent callcenter.AgentID, misses int)                                              // missed too often, and left on as the last who serves something
}

// told remembers what was handed over and still stands, so that the timer behind
// the messages hands over only what got lost.
type told struct {
	mu     sync.Mutex
	tokens map[callcenter.Token]bool
}

// add keeps the token of a promise or of the end of a wait.
func (t *told) add(token callcenter.Token) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.tokens[token] = true
}

func (t *told) has(token callcenter.Token) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.tokens[token]
}

// overToken stands among tokens for the end of a call's wait.
func overToken(call string) callcenter.Token { return callcenter.Token("over." + call) }

// keep forgets every token that does not stand any more.
func (t *told) keep(stands map[callcenter.Token]bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for token := range t.tokens {
		if !stands[token] {
			delete(t.tokens, token)
		}
	}
}

// take hands the rows of a reply over. Rows that are not events are the verb's own.
func (q *Queue) take(a answer) error {
	for _, row := range a.rows {
		if err := q.hand(row); err != nil {
			return err
		}
	}
	return nil
}

func (q *Queue) hand(row []any) error {
	q.memory.note(row, q.keepPlace())
	events := q.events.Load()
	kind, _ := row[0].(string)
	if events == nil {
		return nil // nobody runs: pending tells it again
	}
	switch {
	case kind == "promise" && len(row) == 8:
		p, err := q.promiseOf(row)
		if err != nil {
			return err
		}
		q.told.add(p.Token)
		q.memory.promised(p)
		events.Promise(p)
	case kind == "withdrawn" && len(row) == 4 && events.Withdrawn != nil:
		events.Withdrawn(callcenter.Token(text(row[1])), callcenter.AgentID(text(row[2])), callcenter.DeclineReason(text(row[3])))
	case kind == "over" && len(row) == 3:
		id, err := callcenter.ParseID(text(row[1]))
		if err != nil {
			return err
		}
		q.told.add(overToken(text(row[1])))
		events.over(id, callcenter.Outcome(text(row[2])))
	case kind == "transferred" && len(row) == 3 && events.Transferred != nil:
		id, err := callcenter.ParseID(text(row[1]))
		if err != nil {
			return err
		}
		events.Transferred(id, callcenter.TopicName(text(row[2])))
	case kind == "not_answering" && len(row) == 3 && events.NotAnswering != nil:
		events.NotAnswering(callcenter.AgentID(text(row[1])), int(number(row[2])))
	case kind == "last_agent" && len(row) == 3 && events.LastAgent != nil:
		events.LastAgent(callcenter.AgentID(text(row[1])), int(number(row[2])))
	}
	return nil
}

func (e *Events) over(call callcenter.ID, outcome callcenter.Outcome) {
	switch {
	case outcome == callcenter.TimedOut && e.TimedOut != nil:
		e.TimedOut(call)
	case outcome != callcenter.TimedOut && e.TurnedAway != nil:
		e.TurnedAway(call, outcome)
	}
}

// promiseOf reads { 'promise', token, call, card, topic, step, made, expires }.
func (q *Queue) promiseOf(row []any) (callcenter.Promise, error) {
	token := callcenter.Token(text(row[1]))
	agent, err := q.cards.read(text(row[3]))
	if err != nil {
		return callcenter.Promise{}, fmt.Errorf("agent of promise %s: %w", token, err)
	}
	return callcenter.Promise{
		Token: token, Call: token.Call(), Agent: agent, Topic: callcenter.TopicName(text(row[4])), Step: max(0, int(number(row[5]))),
		Made: time.UnixMilli(number(row[6])), Expires: time.UnixMilli(number(row[7])),
	}, nil
}

// Rows come from Redis (string, int64) and from messages (string, float64).
func text(v any) string {
	s, _ := v.(string)
	return s
}

func number(v any) int64 {
	switch n := v.(type) {
	case int64:
		return n
	case float64:
		return int64(n)
	case string:
		i, _ := strconv.ParseInt(n, 10, 64)
		return i
	}
	return 0
}
