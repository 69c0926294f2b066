package e2e

import (
	"context"
	"sync"
	"syscall"
	"testing"
	"time"
)

// oneThingAfterTheOther: callers come all the time while the wire to Asterisk freezes, the
// queue goes away, the controller is put to sleep and the wire is cut. Nobody is lost: whom
// no controller could take in time is asked for a message, all others talk with an agent,
// and what they lived through is what is kept.
func oneThingAfterTheOther(t *testing.T, g *ground) {
	told := tale(t, `wang is ready for consult; li is ready for consult`)
	p := newCast(t, g, told, quickly)
	p.start(controller)
	p.tell(told)
	ctx, stop := context.WithCancel(t.Context())
	calling, stopCalling := context.WithCancel(ctx)
	defer stop()
	var work sync.WaitGroup
	work.Go(func() { p.answers(ctx, "wang", "li") })
	all := &crowd{p: p}
	work.Go(func() { all.come(calling, 2*time.Second) })
	var wake func()
	for _, trouble := range []struct{ begin, end func() }{
		{p.ari.Freeze, p.ari.Thaw},
		{p.redis.Cut, p.redis.Mend},
		{func() { p.signal(controller, syscall.SIGSTOP) }, func() { p.signal(controller, syscall.SIGCONT) }},
		{p.ari.Cut, p.ari.Mend},
		{func() { wake = p.sleepingAsterisk() }, func() { wake() }},
	} {
		time.Sleep(4 * time.Second)
		trouble.begin()
		time.Sleep(6 * time.Second)
		trouble.end()
	}
	time.Sleep(4 * time.Second)
	stopCalling()
	p.until(3*patience, "the last caller leaves", func() bool { return p.linesLeft() == 0 })
	stop()
	work.Wait()
	p.recounted(all)
	if lost := all.dialled - all.answered - all.spoke; lost != 0 {
		t.Errorf("%d of %d callers were lost", lost, all.dialled)
	}
}

// eventStreamFreezes: the wire to Asterisk carries nothing for ten seconds, and no
// connection breaks. Two of the controller's pings go unanswered, it opens a new stream
// into the same silence, and when the wire flows again everything comes at once.
func eventStreamFreezes(t *testing.T, g *ground) {
	told := tale(t, `
		wang is ready for consult; li is ready for yi
		caller dials; hears menu; presses 2; li's phone rings; li answers; both talk 4 s`)
	p := newPlayer(t, g, told)
	p.tell(told)
	talks := p.caller
	p.tell(tale(t, `caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 4 s`))
	leaves := p.caller

	p.ari.Freeze()
	thaw := time.After(10 * time.Second)
	p.tell(tale(t, `wang hangs up`)) // nobody hears of it
	since := time.Now()
	<-thaw
	p.ari.Thaw()

	p.tell(tale(t, `caller hears ask-rating; presses 3; hears goodbye`))
	p.caller, p.talking = talks, "li"
	p.unbroken(since)
	p.tell(tale(t, `li hangs up; caller hears ask-rating; presses 1; hears goodbye`))
	if !over(leaves) {
		p.until(patience, "he is hung up", func() bool { return over(leaves) })
	}
	p.allEnd(2, "completed")
	var ratings int
	if err := p.db.QueryRow(t.Context(), `SELECT count(*) FROM rating WHERE score IN (1, 3)`).Scan(&ratings); err != nil || ratings != 2 {
		t.Errorf("%d ratings: %v", ratings, err)
	}
}
