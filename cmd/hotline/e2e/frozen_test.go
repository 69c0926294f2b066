package e2e

import (
	"testing"
	"time"
)

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
