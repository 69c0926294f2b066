package controller

import (
	"context"

	"hotline/callcenter"
	"hotline/callcenter/flow"
)

// known is what the records know of a caller before anybody answers him.
func (p *parts) known(ctx context.Context, who callcenter.Arrival) flow.Known {
	var k flow.Known
	n := who.Caller
	k.Owner, _ = p.records.Sticky(ctx, n)
	k.Standing = p.records.Standing(ctx, n, p.offers.window())
	if p.offers.isCity(n) {
		k.Standing = append(k.Standing, callcenter.From12345)
	}
	k.Blocked = p.records.Blocked(ctx, n)
	k.Back, k.Place = p.records.OwedCall(ctx, n)
	if by, sent := p.records.SentBefore(ctx, who, p.offers.channel(who.Channel)); sent {
		k.Owner, k.Loop = by, true
	}
	return k
}
