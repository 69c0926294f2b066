package flow

import (
	"context"
	"time"

	"hotline/callcenter"
)

// turnOff ends the call of who is on the block list: he hears why, and whom to call in
// need. It is looked up while he is greeted; what is not known by then lets him in. The
// stage stays as it is, so who is adopted meanwhile is greeted and turned off again.
func (c *call) turnOff(ctx context.Context) *ending {
	if c.isBack() || !c.heard().Blocked {
		return nil
	}
	over := &ending{outcome: callcenter.Refused, reason: "blocked", by: callcenter.BySystem}
	_, end := c.hear(ctx, callcenter.Mandarin, callcenter.Blocked)
	switch {
	case end == suspended:
		return suspended
	case end != nil:
		over.by = callcenter.ByCaller
	}
	over.at = time.Now()
	return over
}
