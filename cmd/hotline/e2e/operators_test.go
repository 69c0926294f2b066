package e2e

import (
	"testing"

	"hotline/callcenter"
	"hotline/cmd/callsim/phone"
	"hotline/queue"
)

// operator is who works the queue beside the controllers, as "hotline queue" looks at it.
func (p *player) operator() *queue.Queue {
	p.t.Helper()
	q, err := queue.New(queue.Config{
		Redis: p.redisClient(), Center: p.cfg.Center.Name, Owner: "operator", Topics: p.cfg.Topics, Patience: p.cfg.Redis.Timeout,
	})
	if err == nil {
		err = q.Observe(p.t.Context())
	}
	if err != nil {
		p.t.Fatal(err)
	}
	return q
}

// tokenOf is the promise a call is rung for.
func (p *player) tokenOf(call callcenter.ID) (token callcenter.Token) {
	p.t.Helper()
	p.until(patience, "the call is promised", func() bool {
		return p.db.QueryRow(p.t.Context(), `SELECT token FROM promise WHERE call = $1 AND ended_at IS NULL`, call).Scan(&token) == nil
	})
	return token
}

// operatorsWork: an operator moves a caller to the head, sends another to a topic whose
// music and words he then hears, pulls one to an agent once, puts him back, and drains,
// closes and opens a topic.
func operatorsWork(t *testing.T, g *ground) {
	told := tale(t, `
		wang is ready for consult; li is ready for complaint
		caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 2 s`)
	p := newPlayer(t, g, told)
	p.tell(told)
	first := p.caller
	waits := func() (*phone.Call, callcenter.ID) {
		p.tell(tale(t, `caller dials; hears menu; presses 1; hears music`))
		return p.caller, p.callID()
	}
	second, secondID := waits()
	third, thirdID := waits()
	q := p.operator()
	if err := q.ToHead(t.Context(), thirdID); err != nil {
		t.Fatal(err)
	}
	if err := q.Transfer(t.Context(), secondID, "complaint"); err != nil {
		t.Fatal(err)
	}
	p.caller = second
	p.tell(tale(t, `li's phone rings; li answers; both talk 2 s; li hangs up; caller hears ask-rating; caller hangs up`))

	p.caller, p.talking = first, "wang"
	p.tell(tale(t, `wang hangs up; wang's phone rings`))
	if err := q.PutBack(t.Context(), p.tokenOf(thirdID)); err != nil {
		t.Fatal(err)
	}
	p.tell(tale(t, `wang's phone stops ringing`))
	fourth, fourthID := waits() // the two were parted for a while: wang gets the next
	p.tell(tale(t, `wang's phone rings; wang answers; both talk 1 s`))
	li := "1" + callcenter.AgentID(seats["li"])
	p.until(patience, "li is ready again", func() bool { return p.presence("li") == callcenter.Ready })
	for _, pull := range []struct {
		call callcenter.ID
		kind callcenter.ErrorKind
	}{{thirdID, callcenter.Internal}, {thirdID, callcenter.Internal}, {fourthID, callcenter.Conflict}} {
		err := q.Pull(t.Context(), pull.call, li)
		if (err == nil) != (pull.kind == callcenter.Internal) || err != nil && !callcenter.Is(err, pull.kind) {
			t.Errorf("pull %s: %v", pull.call, err)
		}
	}
	p.caller = third
	p.tell(tale(t, `li's phone rings; li answers; both talk 2 s; li hangs up; caller hears ask-rating`))
	if n := p.agents["li"].offered(); n != 2 {
		t.Errorf("li was rung %d times, not for each of two calls once", n)
	}
	// A topic that is drained takes nobody, and serves those who wait.
	fifth, _ := waits()
	if err := q.SetAdmission(t.Context(), "consult", callcenter.Drain); err != nil {
		t.Fatal(err)
	}
	p.tell(tale(t, `caller dials; hears menu; presses 1; hears nobody-here`))
	p.until(patience, "who came later is let go", func() bool { return over(p.caller) })
	if err := fourth.Hangup(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.caller = fifth
	p.tell(tale(t, `wang's phone rings; wang answers; both talk 1 s`))
	if err := q.SetAdmission(t.Context(), "consult", callcenter.Open); err != nil {
		t.Fatal(err)
	}
	// Whoever waits for a topic that is closed is told so, and the line is free.
	waits()
	if err := q.SetAdmission(t.Context(), "consult", callcenter.Shut); err != nil {
		t.Fatal(err)
	}
	p.tell(tale(t, `caller hears nobody-here`))
	p.until(patience, "he is let go", func() bool { return over(p.caller) })
	p.tell(tale(t, `caller dials; hears menu; presses 1; hears nobody-here`)) // and who comes later
	if err := q.SetAdmission(t.Context(), "consult", callcenter.Open); err != nil {
		t.Fatal(err)
	}
	for _, c := range []*phone.Call{first, second, third, fourth, fifth} {
		_ = c.Hangup(t.Context())
	}
	p.until(patience, "every call ends", func() bool { return p.linesLeft() == 0 })
	var closed, moved int
	if err := p.db.QueryRow(t.Context(), `SELECT count(*) FILTER (WHERE outcome = 'closed'), count(*) FILTER (WHERE topic = 'complaint') FROM queue_passage`).
		Scan(&closed, &moved); err != nil || closed != 3 || moved != 1 {
		t.Errorf("%d passages ended closed, %d were of the other topic: %v", closed, moved, err)
	}
}
