package phone

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/emiago/sipgo/sip"
)

// Hangup ends the call as its state demands: CANCEL before the answer of the
// other side, 603 before our own, BYE after. It waits until that is done.
func (c *Call) Hangup(ctx context.Context) error {
	select {
	case <-c.up:
		c.bye("本方挂机")
	case <-c.ended:
		return nil
	default:
		c.giveUp()
	}
	select {
	case <-c.ended:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("挂机没有完成: %w", context.Cause(ctx))
	}
}

func (c *Call) giveUp() {
	if c.received {
		if c.Reject(sip.StatusGlobalDecline) != nil {
			c.bye("本方挂机") // answered, and not confirmed yet
		}
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case <-c.cancel:
	default:
		close(c.cancel)
	}
}

// bye ends an answered call. The call counts as over when the BYE is sent: what
// the other side still says does not keep the line busy.
func (c *Call) bye(text string) {
	at := time.Now()
	c.mu.Lock()
	if c.over {
		c.mu.Unlock()
		return
	}
	req := c.dialog.request(sip.BYE, c.phone.contact())
	c.noteLocked(ByeSent, at, 0, "")
	c.mu.Unlock()
	c.finish(Cause{By: ByUs, Text: text}, at)
	c.ex.spawn(func() {
		ctx, cancel := context.WithTimeout(c.ex.life, requestWithin)
		defer cancel()
		_, _ = c.ex.client.Do(ctx, req)
	})
}

func (c *Call) onBye(req *sip.Request, tx sip.ServerTransaction) {
	at := time.Now()
	respond(req, tx, sip.StatusOK, "OK")
	c.finish(causeOf(ByPeer, 0, "对方挂机", req.GetHeader("Reason")), at)
}

// Vanish ends the call without a word: no BYE, no RTP, no answer to anything
// that is still asked about it. As if the cable were pulled.
func (c *Call) Vanish() {
	c.mu.Lock()
	c.vanished = true
	c.mu.Unlock()
	c.finish(Cause{By: ByUs, Text: "无声消失"}, time.Now())
}

// causeOf reads the Reason header (RFC 3326) for the Q.850 cause.
func causeOf(by Side, code int, text string, reason sip.Header) Cause {
	cause := Cause{By: by, Code: code, Text: text}
	if reason == nil {
		return cause
	}
	protocol, params, _ := strings.Cut(reason.Value(), ";")
	if !strings.EqualFold(strings.TrimSpace(protocol), "Q.850") {
		return cause
	}
	for param := range strings.SplitSeq(params, ";") {
		if value, ok := strings.CutPrefix(strings.TrimSpace(param), "cause="); ok {
			cause.Q850, _ = strconv.Atoi(value)
		}
	}
	return cause
}

// Lasts lets time pass; false: the call, or ctx, is over first.
func (c *Call) Lasts(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-c.Ended():
	case <-ctx.Done():
	}
	return false
}
