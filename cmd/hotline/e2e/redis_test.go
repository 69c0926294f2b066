package e2e

import (
	"syscall"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/cmd/callsim/phone"
	"hotline/cmd/hotline/config"
)

func redisFlushed(t *testing.T, g *ground) {
	redisForgets(t, g, (*player).flushRedis)
}

func (p *player) flushRedis() {
	p.t.Helper()
	if err := p.redisClient().FlushAll(p.t.Context()).Err(); err != nil {
		p.t.Fatal(err)
	}
}

// redisFlushedWithoutPostgres: nothing is asked of Postgres to rebuild the queue, so it is
// rebuilt as if Postgres were there.
func redisFlushedWithoutPostgres(t *testing.T, g *ground) {
	redisForgets(t, g, func(p *player) {
		p.stopPostgres()
		p.flushRedis()
	})
}

// flushedWhileOwed: of a call-back that waits there is no line; its owner knows it.
func flushedWhileOwed(t *testing.T, g *ground) {
	told := tale(t, `
		caller dials; hears menu; presses 1; hears back-offer; presses 1; hears back-confirm; presses 1; is promised a call`)
	p := newCast(t, g, tale(t, `wang is ready for consult; caller is promised a call`))
	p.start(controller)
	p.tell(told)
	later := p.another("13900000001", "1")
	p.goesOn(later, musicTone, "the music of who came later")
	p.flushRedis()
	p.tell(tale(t, `
		wang is ready for consult; wang's phone rings; wang answers; caller's phone rings; caller answers; hears back-hello
		both talk 4 s`))
	p.flushRedis() // and while they talk
	p.tell(tale(t, `both talk 4 s; wang hangs up; caller hears ask-rating; presses 1; hears goodbye`))
	p.caller = later
	p.tell(tale(t, `wang's phone rings; wang answers; both talk 2 s; caller hangs up`))
	if n := p.agents["wang"].offered(); n != 2 {
		t.Errorf("wang was rung %d times for two callers", n)
	}
	p.until(patience, "three calls end in records, two talked", func() bool {
		var ended, talked int
		err := p.db.QueryRow(t.Context(), `SELECT count(*) FILTER (WHERE ended_at IS NOT NULL), count(*) FILTER (WHERE outcome = 'completed') FROM call`).Scan(&ended, &talked)
		return err == nil && ended == 3 && talked == 2
	})
}

func redisStopped(t *testing.T, g *ground) {
	redisForgets(t, g, func(p *player) {
		_ = p.redisClient().ShutdownNoSave(t.Context()).Err() // it answers by hanging up
		time.Sleep(10 * time.Second)
		p.startAgain(t.Context(), "redis")
	})
}

// redisForgets: one talks, two wait, one agent is on a break. After Redis has lost
// everything the first who waits is rung at once when somebody is free, nobody is rung
// twice, and nobody is rung who talks.
func redisForgets(t *testing.T, g *ground, forget func(*player)) {
	told := tale(t, `
		wang is ready for consult; li is ready for consult
		caller dials; hears menu; presses 1`)
	p := newPlayer(t, g, told)
	p.tell(told)
	first := p.caller
	talks := p.whoRings()
	free := map[string]string{"wang": "li", "li": "wang"}[talks]
	p.tell(tale(t, talks+` answers; both talk 2 s`))
	if err := p.ask(free, "PUT", "/api/presence", map[string]any{"intent": "break", "reason": "rest"}, nil); err != nil {
		t.Fatal(err)
	}
	p.tell(tale(t, `caller dials; hears menu; presses 1; hears music`))
	next := p.caller
	p.tell(tale(t, `caller dials; hears menu; presses 1; hears music`))
	last := p.caller
	offered := p.agents[talks].offered()

	forget(p)
	back := time.Now()
	p.until(patience, free+" is ready", func() bool {
		return p.ask(free, "PUT", "/api/presence", map[string]any{"intent": "ready"}, nil) == nil
	})
	p.until(patience, free+"'s phone rings", p.agents[free].rings)
	if took := time.Since(back); took > 10*time.Second { // not when the next sweep, ring or promise ends
		t.Errorf("back in place only after %s", took)
	}
	p.caller = next
	p.tell(tale(t, free+` answers; both talk 8 s`)) // the first of the order, and he alone
	p.goesOn(first, agentTones[talks], "the talk")
	if n := p.agents[talks].offered(); n != offered {
		t.Errorf("%s was rung while he talked", talks)
	}
	if n := p.agents[free].offered(); n != 1 {
		t.Errorf("%s was rung %d times", free, n)
	}
	p.goesOn(last, musicTone, "the last caller's music")
	p.caller, p.talking = first, talks
	p.tell(tale(t, talks+` hangs up; caller hears ask-rating; presses 1; `+talks+`'s phone rings; `+talks+` answers`))
	p.caller = last
	p.tell(tale(t, `both talk 2 s`))
	for _, c := range []*phone.Call{next, last} {
		if err := c.Hangup(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	p.startAgain(t.Context(), "postgres")
	p.db.Reset()
	p.allEnd(3, callcenter.Completed)
}

// hungUpWhileRedisForgets: nobody can tell the queue that the talk ended, and then the queue
// knows nothing of it. The agent rests all the same, until he says that he is done.
func hungUpWhileRedisForgets(t *testing.T, g *ground) {
	told := tale(t, `
		wang is ready for consult
		caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 2 s`)
	p := newCast(t, g, told, func(cfg *config.Config) {
		cfg.Timers.WrapUp = 2 * patience
		for i := range cfg.Topics {
			cfg.Topics[i].WrapUp = 0
		}
	})
	p.start(controller)
	p.tell(told)
	next := p.another("13900000001", "1")
	p.goesOn(next, musicTone, "the music of the next")
	p.redis.Cut()
	p.flushRedis()
	p.tell(tale(t, `wang hangs up; caller hears ask-rating; caller hangs up`))
	p.redis.Mend()
	p.tell(tale(t, `wang is in wrap-up`))
	p.until(patience, "the queue is back", func() bool {
		_, waiting, err := p.operator().Waiting(t.Context(), "consult", 0, 1)
		return err == nil && waiting == 1
	})
	if n := p.agents["wang"].offered(); n != 1 {
		t.Errorf("wang was rung %d times", n)
	}
	p.until(patience, "wang is done", func() bool {
		return p.ask("wang", "POST", "/api/presence/wrap-up", map[string]any{"finish": true}, nil) == nil
	})
	p.caller = next
	p.tell(tale(t, `wang's phone rings; wang answers; both talk 2 s; caller hangs up`))
	p.allEnd(2, callcenter.Completed)
}

// killedWhileRedisIsAway: the call has ended and its record is closed, but the queue
// could not be told, and who should have told it is killed. Nobody knows the call any
// more; the agent must not be held by it.
func killedWhileRedisIsAway(t *testing.T, g *ground) {
	told := tale(t, `
		wang is ready for consult
		caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 4 s
		the queue goes away
		caller hangs up`)
	p := newPlayer(t, g, told)
	p.tell(told)
	p.endsAs(tale(t, `→ outcome completed; segments 1; record 1`))
	p.signal(controller, syscall.SIGKILL)
	p.redis.Mend()
	p.start(controller)
	p.until(patience, "wang is free again", func() bool { return p.presence("wang") == callcenter.Ready })
	p.tell(tale(t, `caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 2 s; wang hangs up`))
	p.allEnd(2, callcenter.Completed)
}
