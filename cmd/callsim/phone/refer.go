package phone

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/emiago/sipgo/sip"
)

// ReferOptions say how whom we talk with is sent elsewhere.
type ReferOptions struct {
	Replaces string // Call-ID;to-tag=…;from-tag=… of the dialog to take the place of (RFC 3891)
}

// Refer sends whom we talk with to a number of ours (RFC 3515) and waits until we are
// told that he is there. Then the call is ours to hang up.
func (c *Call) Refer(ctx context.Context, number string, o ReferOptions) error {
	select {
	case <-c.up:
	default:
		return errors.New("通话没有接通,不能转出")
	}
	at := c.phone.contact().Address
	target := fmt.Sprintf("<sip:%s@%s:%d", number, at.Host, at.Port)
	if o.Replaces != "" {
		target += "?Replaces=" + strings.NewReplacer(";", "%3B", "=", "%3D", "@", "%40").Replace(o.Replaces)
	}
	c.mu.Lock()
	c.referring = true
	req := c.dialog.request(sip.REFER, c.phone.contact())
	c.mu.Unlock()
	defer c.doneReferring()
	req.AppendHeader(sip.NewHeader("Refer-To", target+">"))
	req.AppendHeader(sip.NewHeader("Referred-By", "<"+at.String()+">"))
	c.note(ReferSent, time.Now(), 0, number)
	res, err := c.ex.client.Do(ctx, req)
	if err != nil {
		return fmt.Errorf("转出请求没有回应: %w", err)
	}
	if !res.IsSuccess() {
		return fmt.Errorf("转出请求被拒绝: %d %s", res.StatusCode, res.Reason)
	}
	return c.referred(ctx)
}

const toldWithin = 5 * time.Second

// doneReferring forgets a call that is over.
func (c *Call) doneReferring() {
	c.mu.Lock()
	c.referring = false
	over := c.over
	c.mu.Unlock()
	if over {
		c.ex.forget(c)
	}
}

// referred waits for the last word on the REFER.
func (c *Call) referred(ctx context.Context) error {
	var last Event
	told := func() bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		for _, e := range c.events {
			if e.Kind == ReferSent || e.Kind == ReferTold {
				last = e
			}
		}
		return last.Code >= sip.StatusOK
	}
	if err := c.await(ctx, told); err != nil {
		late := time.Now().Add(toldWithin) // the last word may come after the BYE
		for !told() && time.Now().Before(late) && ctx.Err() == nil {
			time.Sleep(frame)
		}
		if !told() {
			return fmt.Errorf("转出没有结果: %w", err)
		}
	}
	if last.Code >= 300 {
		return fmt.Errorf("转出失败: %d", last.Code)
	}
	return nil
}

// onNotify takes the progress of a REFER: a status line as message/sipfrag (RFC 3420).
func (c *Call) onNotify(req *sip.Request, tx sip.ServerTransaction) {
	respond(req, tx, sip.StatusOK, "OK")
	version, rest, _ := strings.Cut(string(req.Body()), " ")
	if !strings.HasPrefix(version, "SIP/") {
		return
	}
	status, _, _ := strings.Cut(rest, " ")
	if code, err := strconv.Atoi(status); err == nil {
		c.note(ReferTold, time.Now(), code, "")
	}
}
