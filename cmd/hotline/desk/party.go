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

// found is what was found out about a call.
type found struct {
	party *CallerParty
	order *CityOrder
	again bool // not all of it could be found
}

// parties is who is behind the calls that ring or talk, as far as it was found out. It
// is looked up beside the readings, which wait for no database.
type parties struct {
	work sync.WaitGroup

	mu    sync.Mutex
	known map[callcenter.ID]found
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

// behind is what is known now of who calls and of 12345's order; it asks if nobody has, or
// nobody could answer.
func (d *Desk) behind(ctx context.Context, l flow.Live, now time.Time) found {
	p := &d.parties
	p.mu.Lock()
	defer p.mu.Unlock()
	known := p.known[l.Call]
	if last, asked := p.asked[l.Call]; !asked || known.again && now.Sub(last) > behindAgain {
		p.asked[l.Call] = now
		p.work.Go(func() { d.lookUp(ctx, l) })
	}
	return known
}

func (d *Desk) lookUp(ctx context.Context, l flow.Live) {
	ctx, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), behindTimeout, errors.New("the records did not answer in time"))
	defer cancel()
	var f found
	if !l.Caller.Anonymous() {
		f.party = d.party(d.cfg.Behind(ctx, l.Caller, l.Call))
		f.again = f.party.Why != ""
	}
	if l.Reference != "" {
		var err error
		if f.order, err = d.order(ctx, l.Reference); err != nil {
			f.again = true
		}
	}
	d.parties.mu.Lock()
	if _, live := d.parties.asked[l.Call]; live {
		d.parties.known[l.Call] = f
	}
	d.parties.mu.Unlock()
	d.Poke()
}

// order is the order that 12345's reference names; nil: it has not come, or is none.
func (d *Desk) order(ctx context.Context, reference string) (*CityOrder, error) {
	o, err := d.cfg.Order(ctx, reference)
	switch {
	case callcenter.Is(err, callcenter.NotFound):
		return nil, nil
	case err != nil:
		return nil, err
	}
	view := &CityOrder{ID: o.ID.String(), Title: o.Title, Kind: o.Kind, State: o.State, Urgent: o.Urgent, DueAt: o.DueAt, Unit: o.UnitName}
	if o.Secrecy == strict {
		view.Title = ""
	}
	return view, nil
}

const strict = "strict" // 严格保密: the desk opens it, with its own rights

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
