package phone

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/emiago/sipgo/sip"
)

// DialOptions is what a caller shows and adds.
type DialOptions struct {
	From      string            // number shown; default the phone's user
	Name      string            // display name
	Anonymous bool              // no number: sip:anonymous@anonymous.invalid, Privacy: id (RFC 3323)
	Headers   map[string]string // added to the INVITE
}

const (
	cancelPatience = 5 * time.Second // for the 487 after our CANCEL
	requestWithin  = 8 * time.Second // for an answer to anything else we send
)

// Dial sends an INVITE and returns; Connected waits for the answer. Hangup
// before it cancels.
func (p *Phone) Dial(ctx context.Context, number string, o DialOptions) (*Call, error) {
	target, err := p.ex.uri(number)
	if err != nil {
		return nil, err
	}
	d := dialog{callID: newID(), localTag: newID(), target: target, dest: p.ex.pbx, cseq: 1}
	d.local = p.from(o, target)
	d.remote = sip.ToHeader{Address: target}
	invite := sip.NewRequest(sip.INVITE, target)
	c, err := p.newCall(invite, d)
	if err != nil {
		return nil, err
	}
	c.fillInvite(o)
	p.ex.enter(c)
	c.note(InviteSent, time.Now(), 0, number)
	tx, err := p.ex.client.TransactionRequest(ctx, invite)
	if err != nil {
		c.finish(Cause{By: ByNobody, Text: "INVITE 无法发出"}, time.Now())
		return nil, fmt.Errorf("拨打 %s 失败: %w", number, err)
	}
	p.ex.spawn(func() { (&inviting{call: c, tx: tx, invite: invite}).run() })
	return c, nil
}

func (p *Phone) from(o DialOptions, target sip.Uri) sip.FromHeader {
	if o.Anonymous {
		return sip.FromHeader{DisplayName: "Anonymous", Address: sip.Uri{Scheme: "sip", User: "anonymous", Host: "anonymous.invalid"}}
	}
	user := o.From
	if user == "" {
		user = p.User()
	}
	return sip.FromHeader{DisplayName: o.Name, Address: sip.Uri{Scheme: "sip", User: user, Host: target.Host}}
}

func (c *Call) fillInvite(o DialOptions) {
	c.mu.Lock()
	defer c.mu.Unlock()
	from, to, callID := c.dialog.local, c.dialog.remote, sip.CallIDHeader(c.id)
	from.Params = sip.NewParams()
	from.Params.Add("tag", c.dialog.localTag)
	c.invite.AppendHeader(&from)
	c.invite.AppendHeader(&to)
	c.invite.AppendHeader(&callID)
	c.invite.AppendHeader(&sip.CSeqHeader{SeqNo: c.dialog.cseq, MethodName: sip.INVITE})
	c.invite.AppendHeader(c.phone.contact())
	c.invite.AppendHeader(sip.NewHeader("Allow", "INVITE, ACK, CANCEL, BYE, OPTIONS, UPDATE, INFO, NOTIFY"))
	if o.Anonymous {
		c.invite.AppendHeader(sip.NewHeader("Privacy", "id"))
	}
	for _, name := range slices.Sorted(maps.Keys(o.Headers)) {
		c.invite.AppendHeader(sip.NewHeader(name, o.Headers[name]))
	}
	c.invite.AppendHeader(sip.NewHeader("Content-Type", "application/sdp"))
	c.invite.SetBody(c.sdpLocked(c.phone.codecs, c.phone.dtmfType, sendrecv))
	c.invite.SetTransport("UDP")
	c.invite.SetDestination(c.dialog.dest)
}

// inviting is an INVITE of ours until its final answer. Its goroutine owns it.
type inviting struct {
	call     *Call
	tx       sip.ClientTransaction
	invite   *sip.Request
	tried    bool // with digest
	heard    bool // a provisional answer: only then may we CANCEL (RFC 3261 §9.1)
	giveUp   bool // Hangup was asked for
	patience <-chan time.Time
}

func (i *inviting) run() {
	c, cancel := i.call, i.call.cancel
	for {
		select {
		case res := <-i.tx.Responses():
			if i.answer(res) {
				return
			}
		case <-cancel:
			cancel, i.giveUp = nil, true
			i.patience = time.After(cancelPatience)
			if i.heard {
				i.sendCancel()
			}
		case <-i.patience:
			c.finish(Cause{By: ByUs, Code: sip.StatusRequestTerminated, Text: "主叫放弃,对方没有确认"}, time.Now())
			return
		case <-i.tx.Done():
			c.finish(Cause{By: ByNobody, Text: "INVITE 没有回应"}, time.Now())
			return
		case <-c.ended: // vanished
			i.tx.Terminate()
			return
		}
	}
}

// answer takes one response; it reports the final one.
func (i *inviting) answer(res *sip.Response) (final bool) {
	c, now := i.call, time.Now()
	switch {
	case res.IsProvisional():
		first := !i.heard
		i.heard = true
		if first && i.giveUp {
			i.sendCancel()
		}
		i.progress(res, now)
		return false
	case res.IsSuccess():
		i.success(res, now)
	case (res.StatusCode == sip.StatusUnauthorized || res.StatusCode == sip.StatusProxyAuthRequired) && !i.tried && c.phone.profile.Password != "":
		return !i.retry(res)
	case i.giveUp:
		c.finish(Cause{By: ByUs, Code: res.StatusCode, Text: "主叫放弃"}, now)
	default:
		c.finish(causeOf(ByPeer, res.StatusCode, res.Reason, res.GetHeader("Reason")), now)
	}
	return true
}

func (i *inviting) progress(res *sip.Response, at time.Time) {
	kind := Trying
	if res.StatusCode > sip.StatusTrying {
		kind = Ringing
	}
	i.call.note(kind, at, res.StatusCode, res.Reason)
	if early, err := parseSDP(res.Body()); err == nil {
		_ = i.call.talk(early) // early media; the answer's SDP is what must work
	}
}

// retry dials again with the digest the PBX asked for.
func (i *inviting) retry(res *sip.Response) bool {
	c := i.call
	i.tried, i.heard = true, false
	again := i.invite.Clone()
	ctx, cancel := context.WithTimeout(c.ex.life, requestWithin)
	defer cancel()
	tx, err := c.ex.client.TransactionDigestAuth(ctx, again, res, c.phone.digest())
	if err != nil {
		c.finish(Cause{By: ByNobody, Code: res.StatusCode, Text: "鉴权失败"}, time.Now())
		return false
	}
	c.mu.Lock()
	c.dialog.cseq = again.CSeq().SeqNo
	c.mu.Unlock()
	i.tx, i.invite = tx, again
	return true
}

func (i *inviting) success(res *sip.Response, at time.Time) {
	c := i.call
	c.mu.Lock()
	c.dialog.confirmedBy(res)
	cseq := c.dialog.cseq
	c.noteLocked(Answered, at, res.StatusCode, "")
	c.settleLocked()
	c.mu.Unlock()
	c.acknowledge(i.tx, cseq)
	if i.giveUp { // the answer crossed our CANCEL
		c.bye("主叫放弃")
		return
	}
	remote, err := parseSDP(res.Body())
	if err == nil {
		err = c.talk(remote)
	}
	if err != nil {
		c.bye("媒体协商失败: " + err.Error())
		return
	}
	c.note(Confirmed, time.Now(), 0, "")
	close(c.up)
}

func (i *inviting) sendCancel() {
	c := i.call
	req := sip.NewRequest(sip.CANCEL, *i.invite.Recipient.Clone())
	for _, h := range []sip.Header{i.invite.Via(), i.invite.From(), i.invite.To(), i.invite.CallID()} {
		req.AppendHeader(sip.HeaderClone(h))
	}
	req.AppendHeader(&sip.CSeqHeader{SeqNo: i.invite.CSeq().SeqNo, MethodName: sip.CANCEL})
	req.SetTransport("UDP")
	req.SetDestination(c.ex.pbx)
	c.note(CancelSent, time.Now(), 0, "")
	c.ex.spawn(func() {
		ctx, cancel := context.WithTimeout(c.ex.life, requestWithin)
		defer cancel()
		_, _ = c.ex.client.Do(ctx, req) // the INVITE's own answer decides
	})
}
