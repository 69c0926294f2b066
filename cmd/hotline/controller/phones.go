package controller

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/callcenter/flow"
	"hotline/cmd/hotline/webphone"
)

// phones keeps what Asterisk knows of browser phones equal to the shifts at them. It
// holds them in its memory alone: after every resync it is told all again.
type phones struct {
	mu    sync.Mutex
	known map[callcenter.SeatID]string // the password Asterisk was told
}

const (
	phonesEvery   = 500 * time.Millisecond
	phonesTimeout = 5 * time.Second
)

// forgotten: Asterisk may have restarted.
func (p *phones) forgotten() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.known = nil
}

// keepPhones tells Asterisk of browser phones as shifts come and go.
func (c *Controller) keepPhones(ctx context.Context) error {
	for callcenter.Pause(ctx, phonesEvery) {
		own := c.crew.post(c.parts.cfg.App())
		if own == nil || !own.switchboard.Wire().Live() {
			continue
		}
		bound, cancel := context.WithTimeout(ctx, phonesTimeout)
		err := c.parts.phones.tell(bound, own, c.parts.agents.WebPhones())
		cancel()
		if err != nil && ctx.Err() == nil {
			c.parts.log.Warn("browser phones not told to asterisk", zap.Error(err))
		}
	}
	return nil
}

func (p *phones) tell(ctx context.Context, own *post, wanted []callcenter.WebPhone) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := make(map[callcenter.SeatID]string, len(wanted))
	for _, phone := range wanted {
		now[phone.Seat] = phone.Password
		if p.known[phone.Seat] == phone.Password {
			continue
		}
		if err := own.switchboard.PutPhone(ctx, phone); err != nil {
			return fmt.Errorf("seat %s: %w", phone.Seat, err)
		}
		if p.known == nil {
			p.known = map[callcenter.SeatID]string{}
		}
		p.known[phone.Seat] = phone.Password
	}
	for seat := range p.known {
		if now[seat] != "" {
			continue
		}
		if err := own.switchboard.DropPhone(ctx, seat); err != nil {
			return fmt.Errorf("seat %s: %w", seat, err)
		}
		delete(p.known, seat)
	}
	return nil
}

// newPhones are the browser phones of this controller's pages.
func (c *Controller) newPhones() (*webphone.Phones, error) {
	address, err := url.Parse(c.parts.cfg.Asterisk.URL)
	if err != nil {
		return nil, fmt.Errorf("asterisk address: %w", err)
	}
	address.Path, address.Scheme = "/ws", strings.Replace(address.Scheme, "http", "ws", 1)
	return webphone.New(webphone.Config{
		Asterisk: address.String(), Phone: c.parts.agents.WebPhone, Hub: c.Desk.Hub(), Log: c.parts.log.Named("webphone"),
		Lost: func(agent callcenter.AgentID) { c.parts.errand(func(ctx context.Context) { c.deskLost(ctx, agent) }) },
	}), nil
}

// deskLost: an agent's browser is gone without a word. The caller he talked with hears
// music and waits for him for a while; whether his phone is there Asterisk says.
func (c *Controller) deskLost(ctx context.Context, agent callcenter.AgentID) {
	st := c.parts.agents.Standing(ctx, agent)
	call, err := callcenter.ParseID(st.Call)
	if err != nil || st.Presence != callcenter.Talking {
		return
	}
	err = c.Owner.Command(ctx, call, flow.Command{Verb: flow.Lose, Agent: agent})
	if err != nil && !callcenter.Is(err, callcenter.NotFound) {
		c.parts.log.Warn("a lost desk was not told to its call", zap.Stringer("call_id", call), zap.Error(err))
	}
}
