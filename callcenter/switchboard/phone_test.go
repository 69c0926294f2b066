package switchboard_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
)

// phone is a SIP phone with one line: it can dial, register as a seat and be rung.
type phone struct {
	t      *testing.T
	user   string
	pbx    sip.Uri
	client *sipgo.Client
	ua     *sipgo.DialogUA
	media  *media

	mu   sync.Mutex
	bye  map[string]func(*sip.Request, sip.ServerTransaction) error // by Call-ID
	ack  map[string]func(*sip.Request, sip.ServerTransaction) error
	Rung chan *incoming
}

func newPhone(t *testing.T, user string) *phone {
	t.Helper()
	pbx := running(t).SIP
	p := &phone{
		t: t, user: user, pbx: sip.Uri{Scheme: "sip", Host: pbx.Host, Port: pbx.Port},
		bye: map[string]func(*sip.Request, sip.ServerTransaction) error{}, ack: map[string]func(*sip.Request, sip.ServerTransaction) error{}, Rung: make(chan *incoming, 10), media: newMedia(t),
	}
	socket, err := net.ListenPacket("udp", "127.0.0.1:0")
	must(t, err)
	quiet := slog.New(slog.NewTextHandler(io.Discard, nil))
	ua, err := sipgo.NewUA(sipgo.WithUserAgent(user), sipgo.WithUserAgentHostname("127.0.0.1"),
		sipgo.WithUserAgentTransportLayerOptions(sip.WithTransportLayerLogger(quiet)),
		sipgo.WithUserAgentTransactionLayerOptions(sip.WithTransactionLayerLogger(quiet)))
	must(t, err)
	server, err := sipgo.NewServer(ua, sipgo.WithServerLogger(quiet))
	must(t, err)
	p.client, err = sipgo.NewClient(ua, sipgo.WithClientLogger(quiet), sipgo.WithClientAddr(socket.LocalAddr().String()), sipgo.WithClientConnectionAddr(socket.LocalAddr().String()))
	must(t, err)
	contact := sip.ContactHeader{Address: sip.Uri{Scheme: "sip", User: user, Host: "127.0.0.1", Port: socket.LocalAddr().(*net.UDPAddr).Port}}
	p.ua = &sipgo.DialogUA{Client: p.client, ContactHDR: contact}
	server.OnInvite(p.invited)
	server.OnBye(func(req *sip.Request, tx sip.ServerTransaction) {
		p.mu.Lock()
		read := p.bye[req.CallID().Value()]
		p.mu.Unlock()
		if read == nil || read(req, tx) != nil {
			_ = tx.Respond(sip.NewResponseFromRequest(req, 481, "no such call", nil))
		}
	})
	server.OnAck(func(req *sip.Request, tx sip.ServerTransaction) {
		p.mu.Lock()
		read := p.ack[req.CallID().Value()]
		p.mu.Unlock()
		if read != nil {
			_ = read(req, tx)
		}
	})
	server.OnOptions(func(req *sip.Request, tx sip.ServerTransaction) {
		_ = tx.Respond(sip.NewResponseFromRequest(req, 200, "OK", nil))
	})
	var serving sync.WaitGroup
	serving.Go(func() { _ = server.ServeUDP(socket) })
	t.Cleanup(func() {
		_ = ua.Close()
		_ = socket.Close()
		serving.Wait()
	})
	return p
}

// call is a dialled call.
type call struct {
	p      *phone
	dialog *sipgo.DialogClientSession
	Gone   <-chan struct{}
}

// dial calls an extension and returns when it has answered.
func (p *phone) dial(ctx context.Context, number string) (*call, error) {
	return p.dialAs(ctx, number, "", "")
}

func (p *phone) dialAs(ctx context.Context, number, user, password string) (*call, error) {
	to := p.pbx
	to.User = number
	tag := sip.NewParams()
	tag.Add("tag", sip.GenerateTagN(8))
	from := &sip.FromHeader{Address: sip.Uri{Scheme: "sip", User: p.user, Host: "127.0.0.1"}, Params: tag}
	dialog, err := p.ua.Invite(ctx, to, p.media.offer(), from, sip.NewHeader("Content-Type", "application/sdp"))
	if err != nil {
		return nil, err
	}
	id := dialog.InviteRequest.CallID().Value()
	p.mu.Lock()
	p.bye[id] = dialog.ReadBye
	p.mu.Unlock()
	if err := dialog.WaitAnswer(ctx, sipgo.AnswerOptions{Username: user, Password: password}); err != nil {
		return nil, err
	}
	p.media.talk(string(dialog.InviteResponse.Body()))
	return &call{p: p, dialog: dialog, Gone: dialog.Context().Done()}, dialog.Ack(ctx)
}

func (c *call) hangup() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = c.dialog.Bye(ctx)
}

// register makes the phone a seat's; expires 0 takes it back.
func (p *phone) register(user, password string, expires int) {
	p.t.Helper()
	p.registerWithin(p.t.Context(), user, password, expires)
}

func (p *phone) registerWithin(ctx context.Context, user, password string, expires int) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req := sip.NewRequest(sip.REGISTER, sip.Uri{Scheme: "sip", Host: p.pbx.Host, Port: p.pbx.Port})
	self := sip.Uri{Scheme: "sip", User: user, Host: p.pbx.Host, Port: p.pbx.Port}
	tag := sip.NewParams()
	tag.Add("tag", sip.GenerateTagN(8))
	req.AppendHeader(&sip.FromHeader{Address: self, Params: tag})
	req.AppendHeader(&sip.ToHeader{Address: self})
	req.AppendHeader(&p.ua.ContactHDR)
	req.AppendHeader(sip.NewHeader("Expires", fmt.Sprint(expires)))
	res, err := p.client.Do(ctx, req, sipgo.ClientRequestRegisterBuild)
	must(p.t, err)
	if res.StatusCode == 401 {
		res, err = p.client.DoDigestAuth(ctx, req, res, sipgo.DigestAuth{Username: user, Password: password})
		must(p.t, err)
	}
	if res.StatusCode != 200 {
		p.t.Fatalf("register %s: %s", user, res.StartLine())
	}
}

// holdTrunk keeps the one way out for a test: whoever registers last has it.
func holdTrunk(t *testing.T) {
	trunkHeld.Lock()
	t.Cleanup(trunkHeld.Unlock)
}

// takeTrunk makes calls that go outside come here, while the test holds the trunk.
func (p *phone) takeTrunk() {
	trunk := running(p.t).Trunk
	p.register(trunk.User, trunk.Password, 60)
	p.t.Cleanup(p.leaveTrunk)
}

// leaveTrunk leaves nobody there, whoever was: Asterisk remembers them over its restart.
func (p *phone) leaveTrunk() {
	trunk := running(p.t).Trunk
	for _, expires := range []int{60, 0} {
		p.registerWithin(context.Background(), trunk.User, trunk.Password, expires)
	}
}

var trunkHeld sync.Mutex

// incoming is a call that rings here.
type incoming struct {
	p      *phone
	dialog *sipgo.DialogServerSession
	From   string
	Gone   <-chan struct{}
}

func (p *phone) invited(req *sip.Request, tx sip.ServerTransaction) {
	dialog, err := p.ua.ReadInvite(req, tx)
	if err != nil {
		return
	}
	p.mu.Lock()
	p.bye[req.CallID().Value()], p.ack[req.CallID().Value()] = dialog.ReadBye, dialog.ReadAck
	p.mu.Unlock()
	_ = dialog.Respond(180, "Ringing", nil)
	p.Rung <- &incoming{p: p, dialog: dialog, From: req.From().Value(), Gone: dialog.Context().Done()}
	<-dialog.Context().Done() // sipgo ends the transaction when the handler returns
}

func (i *incoming) answer() error {
	i.p.media.talk(string(i.dialog.InviteRequest.Body()))
	return i.dialog.RespondSDP(i.p.media.offer())
}

func (i *incoming) reject(status int) error { return i.dialog.Respond(status, "no", nil) }

func (i *incoming) hangup() {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = i.dialog.Bye(ctx)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func line(sdp, prefix string) string {
	for l := range strings.Lines(sdp) {
		if rest, ok := strings.CutPrefix(l, prefix); ok {
			return strings.TrimSpace(rest)
		}
	}
	return ""
}
