package phone

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

const (
	registerFor    = 120 * time.Second
	registerWithin = 10 * time.Second
)

// binding is a registration that is kept alive: one Call-ID, a rising CSeq.
type binding struct {
	callID string
	tag    string
	cseq   uint32
	stop   context.CancelFunc
}

// Register registers the phone with the PBX and keeps it registered until
// Unregister or Close.
func (p *Phone) Register(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.binding != nil {
		return nil
	}
	b := &binding{callID: newID(), tag: newID()}
	granted, err := p.bind(ctx, b, registerFor)
	if err != nil {
		return err
	}
	var life context.Context
	life, b.stop = context.WithCancel(p.ex.life)
	p.binding = b
	p.ex.spawn(func() { p.keep(life, b, granted) })
	return nil
}

// Unregister takes the registration back: the PBX knows at once.
func (p *Phone) Unregister(ctx context.Context) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.binding == nil {
		return nil
	}
	p.binding.stop()
	_, err := p.bind(ctx, p.binding, 0)
	p.binding = nil
	return err
}

// keep registers again at half time. A refusal is tried again: a PBX that
// restarts must find its phones back.
func (p *Phone) keep(ctx context.Context, b *binding, granted time.Duration) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(max(granted/2, time.Second)):
		}
		p.mu.Lock()
		if p.binding == b && !p.offline.Load() {
			if g, err := p.bind(ctx, b, registerFor); err == nil {
				granted = g
			} else {
				granted = 2 * time.Second
			}
		}
		p.mu.Unlock()
	}
}

func (p *Phone) bind(ctx context.Context, b *binding, expires time.Duration) (granted time.Duration, err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, registerWithin, errors.New("register: no answer in time"))
	defer cancel()
	req, err := p.registerRequest(b, expires)
	if err != nil {
		return 0, err
	}
	res, err := p.ex.client.Do(ctx, req)
	if err == nil && (res.StatusCode == sip.StatusUnauthorized || res.StatusCode == sip.StatusProxyAuthRequired) {
		again := req.Clone() // the first transaction may still look at its request
		res, err = p.ex.client.DoDigestAuth(ctx, again, res, p.digest())
		b.cseq++
	}
	if err != nil {
		return 0, fmt.Errorf("话机 %s 注册没有回应: %w", p.User(), err)
	}
	if !res.IsSuccess() {
		return 0, fmt.Errorf("话机 %s 注册被拒绝: %d %s", p.User(), res.StatusCode, res.Reason)
	}
	return grantedBy(res, expires), nil
}

func (p *Phone) registerRequest(b *binding, expires time.Duration) (*sip.Request, error) {
	registrar, err := p.ex.uri("")
	if err != nil {
		return nil, err
	}
	b.cseq++
	req := sip.NewRequest(sip.REGISTER, registrar)
	aor := registrar
	aor.User, aor.Port = p.User(), 0
	from := &sip.FromHeader{Address: aor}
	from.Params.Add("tag", b.tag)
	callID := sip.CallIDHeader(b.callID)
	seconds := sip.ExpiresHeader(expires / time.Second)
	req.AppendHeader(from)
	req.AppendHeader(&sip.ToHeader{Address: aor})
	req.AppendHeader(&callID)
	req.AppendHeader(&sip.CSeqHeader{SeqNo: b.cseq, MethodName: sip.REGISTER})
	req.AppendHeader(p.contact())
	req.AppendHeader(&seconds)
	req.SetDestination(p.ex.pbx)
	return req, nil
}

func grantedBy(res *sip.Response, asked time.Duration) time.Duration {
	var text string
	if contact := res.Contact(); contact != nil {
		text, _ = contact.Params.Get("expires")
	}
	if h := res.GetHeader("Expires"); text == "" && h != nil {
		text = h.Value()
	}
	if seconds, err := strconv.Atoi(text); err == nil && seconds > 0 {
		return time.Duration(seconds) * time.Second
	}
	return asked
}

func (p *Phone) digest() sipgo.DigestAuth {
	return sipgo.DigestAuth{Username: p.User(), Password: p.profile.Password}
}

// contact is where the PBX reaches this phone: the exchange's socket, and the
// user tells whose request it is.
func (p *Phone) contact() *sip.ContactHeader {
	return &sip.ContactHeader{Address: sip.Uri{
		Scheme: "sip", User: p.User(), Host: p.ex.listen.Addr().String(), Port: int(p.ex.listen.Port()),
	}}
}
