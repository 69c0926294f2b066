package phone

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/emiago/sipgo/sip"
)

// Hold puts the other side on hold by re-INVITE (a=sendonly) and goes silent.
func (c *Call) Hold(ctx context.Context) error { return c.direct(ctx, true, sendonly, HoldSent) }

// Resume takes the other side back.
func (c *Call) Resume(ctx context.Context) error { return c.direct(ctx, false, sendrecv, ResumeSent) }

func (c *Call) direct(ctx context.Context, hold bool, d direction, kind EventKind) error {
	select {
	case <-c.up:
	default:
		return fmt.Errorf("通话没有接通,不能保持")
	}
	if c.stream == nil {
		return fmt.Errorf("没有媒体的话机不能保持通话")
	}
	c.note(kind, time.Now(), 0, "")
	res, err := c.reinvite(ctx, d)
	// 491: both sides asked at once; the one who waits less goes first (RFC 3261 §14.1).
	for err == nil && res.StatusCode == sip.StatusRequestPending {
		select {
		case <-time.After(time.Duration(200+rand.IntN(2000)) * time.Millisecond):
			res, err = c.reinvite(ctx, d)
		case <-ctx.Done():
			err = context.Cause(ctx)
		}
	}
	if err != nil {
		return fmt.Errorf("保持请求没有回应: %w", err)
	}
	if !res.IsSuccess() {
		return fmt.Errorf("保持请求被拒绝: %d %s", res.StatusCode, res.Reason)
	}
	c.mu.Lock()
	c.held = hold
	c.quietLocked()
	c.mu.Unlock()
	remote, err := parseSDP(res.Body())
	if err != nil {
		return err
	}
	return c.talk(remote)
}

// Shift moves the call's media to another port and another voice by re-INVITE, as a
// platform does that puts somebody else in its place.
func (c *Call) Shift(ctx context.Context, hertz int) error {
	select {
	case <-c.up:
	default:
		return fmt.Errorf("通话没有接通,不能改接")
	}
	if c.stream == nil {
		return fmt.Errorf("没有媒体的话机不能改接")
	}
	c.mu.Lock()
	c.voice = hertz
	err := c.stream.rebind(c.ex.ports)
	c.mu.Unlock()
	if err != nil {
		return err
	}
	return c.direct(ctx, false, sendrecv, ShiftSent)
}

// quietLocked stops the sound while either side holds.
func (c *Call) quietLocked() {
	if c.stream != nil {
		c.stream.mute(c.held || c.peerHeld)
	}
}

func (c *Call) reinvite(ctx context.Context, d direction) (*sip.Response, error) {
	c.mu.Lock()
	codecs, dtmfType := c.phone.codecs, c.phone.dtmfType
	req := c.dialog.request(sip.INVITE, c.phone.contact())
	cseq := c.dialog.cseq
	req.AppendHeader(sip.NewHeader("Content-Type", "application/sdp"))
	req.SetBody(c.sdpLocked(codecs, dtmfType, d))
	c.mu.Unlock()
	tx, err := c.ex.client.TransactionRequest(ctx, req)
	if err != nil {
		return nil, err
	}
	for {
		select {
		case res := <-tx.Responses():
			if res.IsProvisional() {
				continue
			}
			if res.IsSuccess() {
				c.acknowledge(tx, cseq)
			}
			return res, nil
		case <-tx.Done():
			return nil, tx.Err()
		case <-c.ended:
			return nil, fmt.Errorf("通话已结束")
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
}

// acknowledge sends the ACK of a 2xx, and again whenever the 2xx is repeated.
func (c *Call) acknowledge(tx sip.ClientTransaction, cseq uint32) {
	send := func() {
		if c.silent() {
			return
		}
		c.mu.Lock()
		ack := c.dialog.numbered(sip.ACK, cseq, c.phone.contact())
		c.mu.Unlock()
		_ = c.ex.client.WriteRequest(ack) // a lost ACK is asked for again
	}
	tx.OnRetransmission(func(*sip.Response) { send() })
	send()
}

// onReinvite answers a re-INVITE or UPDATE of the other side. Without an offer it
// only refreshes the session.
func (c *Call) onReinvite(req *sip.Request, tx sip.ServerTransaction) {
	now := time.Now()
	d := sendrecv
	remote, err := parseSDP(req.Body())
	if err == nil {
		if err := c.talk(remote); err != nil {
			respond(req, tx, sip.StatusNotAcceptableHere, "Not Acceptable Here")
			return
		}
		d = remote.direction.answer()
		c.followed(remote.direction, now)
	} else {
		c.note(Refreshed, now, 0, string(req.Method))
	}
	var body []byte
	if err == nil || req.IsInvite() { // an INVITE without an offer is answered by ours
		c.mu.Lock()
		codecs, dtmfType := c.phone.codecs, c.phone.dtmfType
		if err == nil {
			codecs, dtmfType = []codec{remote.codec}, c.phone.events(remote.dtmfType)
		}
		body = c.sdpLocked(codecs, dtmfType, d)
		c.mu.Unlock()
	}
	res := c.response(req, sip.StatusOK, "OK", body)
	if req.IsInvite() {
		_, _ = c.answer(tx, res)
		return
	}
	_ = tx.Respond(res)
}

func (c *Call) followed(d direction, at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	held := d == sendonly || d == inactive
	switch {
	case held && !c.peerHeld:
		c.noteLocked(HoldReceived, at, 0, string(d))
	case !held && c.peerHeld:
		c.noteLocked(ResumeReceived, at, 0, string(d))
	default:
		c.noteLocked(Refreshed, at, 0, string(d))
	}
	c.peerHeld = held
	c.quietLocked()
}
