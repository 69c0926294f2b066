package phone

import (
	"context"
	"fmt"
	"time"

	"github.com/emiago/sipgo/sip"
)

const confirmWithin = 32 * time.Second // 64·T1: RFC 3261 §13.3.1.4

// offered makes the call an INVITE offers.
func (p *Phone) offered(req *sip.Request, tx sip.ServerTransaction, at time.Time) (*Call, error) {
	offer, err := parseSDP(req.Body())
	if err != nil {
		return nil, err
	}
	c, err := p.newCall(req, dialogOf(req))
	if err != nil {
		return nil, err
	}
	c.received, c.tx, c.offer = true, tx, &offer
	c.note(InviteReceived, at, 0, "")
	p.ex.enter(c)
	// The transaction's lock is held in this callback: it must not be used here.
	alive := tx.OnCancel(func(cancel *sip.Request) {
		cause := causeOf(ByPeer, sip.StatusRequestTerminated, "主叫放弃", cancel.GetHeader("Reason"))
		c.finish(cause, time.Now())
	})
	if !alive {
		c.finish(Cause{By: ByPeer, Code: sip.StatusRequestTerminated, Text: "主叫放弃"}, time.Now())
	}
	return c, nil
}

// response answers the INVITE that rang the phone, with the dialog's tag.
func (c *Call) response(req *sip.Request, code int, reason string, body []byte) *sip.Response {
	res := sip.NewResponseFromRequest(req, code, reason, body)
	c.mu.Lock()
	res.To().Params.Add("tag", c.dialog.localTag)
	c.mu.Unlock()
	res.AppendHeader(c.phone.contact())
	if len(body) > 0 {
		res.AppendHeader(sip.NewHeader("Content-Type", "application/sdp"))
	}
	return res
}

// Ring says that the phone rings.
func (c *Call) Ring() error {
	if err := c.open("振铃"); err != nil {
		return err
	}
	c.note(Ringing, time.Now(), sip.StatusRinging, "")
	if err := c.tx.Respond(c.response(c.invite, sip.StatusRinging, "Ringing", nil)); err != nil {
		return fmt.Errorf("振铃失败: %w", err)
	}
	return nil
}

// Reject refuses the call with a SIP status: 486 busy, 603 declined, 480 …
func (c *Call) Reject(code int) error {
	if err := c.open("拒接"); err != nil {
		return err
	}
	if err := c.tx.Respond(c.response(c.invite, code, reasonPhrase(code), nil)); err != nil {
		return fmt.Errorf("拒接失败: %w", err)
	}
	c.finish(Cause{By: ByUs, Code: code, Text: "拒接"}, time.Now())
	return nil
}

// Answer takes the call and waits until the caller has confirmed it.
func (c *Call) Answer(ctx context.Context) error {
	if err := c.open("应答"); err != nil {
		return err
	}
	if err := c.talk(*c.offer); err != nil {
		_ = c.Reject(sip.StatusNotAcceptableHere)
		return err
	}
	c.mu.Lock()
	body := c.sdpLocked([]codec{c.offer.codec}, c.phone.events(c.offer.dtmfType), c.offer.direction.answer())
	c.noteLocked(Answered, time.Now(), sip.StatusOK, "")
	c.mu.Unlock()
	res := c.response(c.invite, sip.StatusOK, "OK", body)
	confirmed, err := c.answer(c.tx, res)
	if err != nil {
		return fmt.Errorf("应答失败: %w", err)
	}
	c.mu.Lock()
	c.settleLocked()
	c.mu.Unlock()
	select {
	case <-confirmed:
		c.note(Confirmed, time.Now(), 0, "")
		close(c.up)
		return nil
	case <-c.ended:
		return fmt.Errorf("应答时通话已结束: %s", c.Cause().Text)
	case <-ctx.Done():
		return fmt.Errorf("应答没有得到确认: %w", context.Cause(ctx))
	}
}

// answer sends a 2xx to an INVITE and repeats it until the ACK comes: over UDP
// that is ours to do, not the transaction's (RFC 3261 §13.3.1.4).
func (c *Call) answer(tx sip.ServerTransaction, res *sip.Response) (confirmed <-chan struct{}, err error) {
	acked := make(chan struct{})
	c.mu.Lock()
	c.acked = acked
	c.mu.Unlock()
	if err := tx.Respond(res); err != nil {
		return nil, err
	}
	c.ex.spawn(func() {
		deadline := time.After(confirmWithin)
		for wait := sip.T1; ; wait = min(2*wait, sip.T2) {
			select {
			case <-acked:
				return
			case <-c.ended:
				return
			case <-deadline:
				c.bye("对方没有确认应答")
				return
			case <-time.After(wait):
				_ = tx.Respond(res)
			}
		}
	})
	return acked, nil
}

func (c *Call) onAck() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.acked != nil {
		close(c.acked)
		c.acked = nil
	}
}

// open says whether the INVITE still waits for our answer.
func (c *Call) open(what string) error {
	if !c.received {
		return fmt.Errorf("%s只对来电有效", what)
	}
	select {
	case <-c.settled:
		return fmt.Errorf("无法%s: 来电已经结束或已应答", what)
	default:
		return nil
	}
}

func reasonPhrase(code int) string {
	switch code {
	case sip.StatusBusyHere:
		return "Busy Here"
	case sip.StatusTemporarilyUnavailable:
		return "Temporarily Unavailable"
	case sip.StatusGlobalDecline:
		return "Decline"
	}
	return "Rejected"
}
