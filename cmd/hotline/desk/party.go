package desk

import (
	"context"
	"errors"
	"sync"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/flow"
	"hotline/records"
)

const (
	behindTimeout = 1500 * time.Millisecond // the phone is ringing meanwhile
	behindAgain   = 5 * time.Second
)

// parties is who is behind the calls that ring or talk, as far as it was found out. It
// is looked up beside the readings, which wait for no database.
type parties struct {
	work sync.WaitGroup

	mu    sync.Mutex
	known map[callcenter.ID]*CallerParty
	asked map[callcenter.ID]time.Time
}

func (p *parties) keep(live func(callcenter.ID) bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for call := range p.asked {
		if !live(call) {
			delete(p.asked, call)
			delete(p.known, call)
		}
	}
}

// behind is what is known now of who calls; it asks if nobody has, or nobody could answer.
func (d *Desk) behind(ctx context.Context, l flow.Live, now time.Time) *CallerParty {
	p := &d.parties
	p.mu.Lock()
	defer p.mu.Unlock()
	known := p.known[l.Call]
	if last, asked := p.asked[l.Call]; !asked || known != nil && known.Why != "" && now.Sub(last) > behindAgain {
		p.asked[l.Call] = now
		p.work.Go(func() { d.lookUp(ctx, l) })
	}
	return known
}

func (d *Desk) lookUp(ctx context.Context, l flow.Live) {
	ctx, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), behindTimeout, errors.New("the records did not answer in time"))
	defer cancel()
	found := d.party(d.cfg.Behind(ctx, l.Caller, l.Call))
	d.parties.mu.Lock()
	if _, live := d.parties.asked[l.Call]; live {
		d.parties.known[l.Call] = found
	}
	d.parties.mu.Unlock()
	d.Poke()
}

func (d *Desk) party(b records.Background, err error) *CallerParty {
	switch {
	case callcenter.Is(err, callcenter.NotFound):
		return &CallerParty{}
	case err != nil:
		return &CallerParty{Why: "数据库暂时查不到来电人的情况,正在重试"}
	}
	p := &CallerParty{Known: true, ID: b.Party.String(), Calls: b.Calls, Recent: b.Recent}
	for _, m := range b.Matters {
		p.Matters = append(p.Matters, OpenMatter{
			ID: m.ID.String(), OpenedAt: m.OpenedAt, OpenedCall: m.OpenedCall.String(), Owner: m.Owner, OwnerName: d.name(m.Owner),
		})
	}
	if len(p.Matters) > 0 {
		p.Owner, p.OwnerName = p.Matters[0].Owner, p.Matters[0].OwnerName
	}
	return p
}

func (d *Desk) name(agent callcenter.AgentID) string {
	staff, _ := d.cfg.Staff(agent)
	return staff.Name
}
