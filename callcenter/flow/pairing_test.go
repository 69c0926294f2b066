package flow_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/flow"
)

// pairing is the queue as the flow knows it, in a hundred lines: order of arrival,
// agents by topic in order of idleness, promises with tokens that expire.
type pairing struct {
	mu      sync.Mutex
	floor   *flow.Floor
	agents  []*worker
	waiting map[callcenter.ID]callcenter.Waiter
	tokens  map[callcenter.Token]*pair
	maxWait map[callcenter.TopicName]time.Duration
	closed  map[callcenter.TopicName]bool
	ahead   int
	away    bool
	expiry  time.Duration
	cool    map[string]time.Time // call+agent → until
	made    int
	slow    time.Duration // an answer is this late
	mute    bool          // the word of a withdrawal is lost
	accepts map[callcenter.Token]int
	binds   func(callcenter.Promise) // runs as a promise is accepted
}

type worker struct {
	callcenter.Agent
	topics []callcenter.TopicName
	out    bool
	token  callcenter.Token
	until  time.Time // wrap-up
	idle   time.Time
	misses int
}

type pair struct {
	callcenter.Promise
	worker  *worker
	waiter  callcenter.Waiter
	engaged bool
	expired *time.Timer
}

func newPairing() *pairing {
	return &pairing{
		waiting: map[callcenter.ID]callcenter.Waiter{}, tokens: map[callcenter.Token]*pair{},
		maxWait: map[callcenter.TopicName]time.Duration{}, closed: map[callcenter.TopicName]bool{},
		cool: map[string]time.Time{}, accepts: map[callcenter.Token]int{}, expiry: 25 * time.Second,
	}
}

func (q *pairing) open(ctx context.Context) error {
	if q.slow > 0 {
		time.Sleep(q.slow)
	}
	q.mu.Lock()
	if q.away {
		q.mu.Unlock()
		return callcenter.Errorf(callcenter.Unavailable, "排队服务正在恢复")
	}
	return ctx.Err()
}

// match pairs everybody who can be, and tells the floor outside the lock.
func (q *pairing) match() {
	q.mu.Lock()
	var made []callcenter.Promise
	order := make([]callcenter.Waiter, 0, len(q.waiting))
	for _, w := range q.waiting {
		order = append(order, w)
	}
	slices.SortFunc(order, func(a, b callcenter.Waiter) int { return a.Entered.Compare(b.Entered) })
	slices.SortStableFunc(q.agents, func(a, b *worker) int { return a.idle.Compare(b.idle) })
	for _, w := range order {
		for _, a := range q.agents {
			now := time.Now()
			if a.token != "" || a.out || a.misses >= 2 || a.until.After(now) || !q.fits(a, w) ||
				q.cool[w.Call.String()+string(a.ID)].After(now) || q.away {
				continue
			}
			q.made++
			token := callcenter.Token(fmt.Sprintf("%s.%d.x", w.Call, q.made))
			p := &pair{worker: a, waiter: w, Promise: callcenter.Promise{
				Token: token, Call: token.Call(), Agent: a.Agent, Topic: w.Topic, Made: now, Expires: now.Add(q.expiry),
			}}
			p.expired = time.AfterFunc(q.expiry, func() { q.expire(token, a.ID) })
			a.token = token
			q.tokens[token] = p
			delete(q.waiting, w.Call)
			made = append(made, p.Promise)
			break
		}
	}
	floor := q.floor
	q.mu.Unlock()
	for _, p := range made {
		if floor != nil {
			floor.Promise(p)
		}
	}
}

// fits: while he waits for one agent alone, no other; else whoever takes his topic.
func (q *pairing) fits(a *worker, w callcenter.Waiter) bool {
	if w.Only != "" && (w.OnlyFor == 0 || w.Entered.Add(w.OnlyFor).After(time.Now())) {
		return a.ID == w.Only
	}
	return slices.Contains(a.topics, w.Topic)
}

func (q *pairing) later(d time.Duration) { time.AfterFunc(d+time.Millisecond, q.match) }

func (q *pairing) Enqueue(ctx context.Context, w callcenter.Waiter) error {
	if err := q.open(ctx); err != nil {
		return err
	}
	if q.closed[w.Topic] {
		q.mu.Unlock()
		return callcenter.Errorf(callcenter.Conflict, "业务已关闭")
	}
	if w.Topic == "unheard-of" {
		q.mu.Unlock()
		return callcenter.Errorf(callcenter.NotFound, "没有这个业务")
	}
	for token, p := range q.tokens {
		if p.waiter.Call != w.Call {
			continue
		}
		if p.engaged { // its owner says the talk is over
			q.free(token, p)
			break
		}
		floor := q.floor
		q.mu.Unlock()
		if floor != nil {
			floor.Promise(p.Promise) // told again
		}
		return nil
	}
	for _, agent := range w.Excluded {
		if key := w.Call.String() + string(agent); q.waiting[w.Call].Call.IsZero() {
			q.cool[key] = time.Now().Add(time.Minute)
		}
	}
	q.later(time.Minute)
	q.later(time.Until(w.Entered.Add(w.OnlyFor)))
	if _, waits := q.waiting[w.Call]; !waits {
		q.waiting[w.Call] = w
		if limit := q.maxWait[w.Topic]; limit > 0 {
			floor := q.floor
			time.AfterFunc(time.Until(w.Entered.Add(limit)), func() { floor.TimedOut(w.Call) })
		}
	}
	q.mu.Unlock()
	q.match()
	return nil
}

func (q *pairing) Leave(ctx context.Context, call callcenter.ID, _ callcenter.Outcome) error {
	if err := q.open(ctx); err != nil {
		return err
	}
	delete(q.waiting, call)
	for token, p := range q.tokens {
		if p.waiter.Call == call && !p.engaged {
			q.free(token, p)
		}
	}
	q.mu.Unlock()
	q.match()
	return nil
}

func (q *pairing) free(token callcenter.Token, p *pair) {
	p.expired.Stop()
	delete(q.tokens, token)
	p.worker.token = ""
}

func (q *pairing) Accept(ctx context.Context, token callcenter.Token) error {
	if err := q.open(ctx); err != nil {
		return err
	}
	defer q.mu.Unlock()
	p := q.tokens[token]
	if p == nil {
		return callcenter.Errorf(callcenter.Conflict, "预约已失效")
	}
	p.engaged = true
	p.worker.misses = 0
	p.expired.Stop()
	q.accepts[token]++
	if q.binds != nil {
		q.binds(p.Promise)
	}
	return nil
}

// expire is what the sweep does: the promise is void, and its owner is told.
func (q *pairing) expire(token callcenter.Token, agent callcenter.AgentID) {
	if q.Decline(context.Background(), token, callcenter.DeclinedExpired) != nil {
		time.AfterFunc(time.Second, func() { q.expire(token, agent) })
		return
	}
	q.mu.Lock()
	floor := q.floor
	q.mu.Unlock()
	if floor != nil && !q.mute {
		floor.Withdrawn(token, agent, callcenter.DeclinedExpired)
	}
}

func (q *pairing) Decline(ctx context.Context, token callcenter.Token, reason callcenter.DeclineReason) error {
	if err := q.open(ctx); err != nil {
		return err
	}
	p := q.tokens[token]
	if p == nil {
		q.mu.Unlock()
		return nil
	}
	if p.engaged {
		q.mu.Unlock()
		return callcenter.Errorf(callcenter.Conflict, "预约已被接受")
	}
	q.free(token, p)
	if reason != callcenter.DeclinedCallerGone {
		q.waiting[p.waiter.Call] = p.waiter
		q.cool[p.waiter.Call.String()+string(p.worker.ID)] = time.Now().Add(time.Minute)
		q.later(time.Minute)
	}
	if reason == callcenter.DeclinedNoAnswer || reason == callcenter.DeclinedRejected {
		p.worker.misses++
	}
	q.mu.Unlock()
	q.match()
	return nil
}

func (q *pairing) Finish(ctx context.Context, token callcenter.Token, wrapUp time.Duration) error {
	if err := q.open(ctx); err != nil {
		return err
	}
	p := q.tokens[token]
	if p == nil {
		q.mu.Unlock()
		return nil
	}
	if !p.engaged {
		q.mu.Unlock()
		return callcenter.Errorf(callcenter.Conflict, "预约未被接受")
	}
	q.free(token, p)
	p.worker.until, p.worker.idle = time.Now().Add(wrapUp), time.Now()
	q.mu.Unlock()
	q.later(wrapUp)
	return nil
}

func (q *pairing) Place(ctx context.Context, call callcenter.ID) (callcenter.Place, error) {
	if err := q.open(ctx); err != nil {
		return callcenter.Place{}, err
	}
	defer q.mu.Unlock()
	w, waits := q.waiting[call]
	place := callcenter.Place{Known: waits, Ahead: q.ahead}
	for _, other := range q.waiting {
		if waits && other.Topic == w.Topic && other.Entered.Before(w.Entered) {
			place.Ahead++
		}
	}
	return place, nil
}
