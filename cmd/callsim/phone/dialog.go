package phone

import (
	"crypto/rand"
	"fmt"
	"net"
	"strconv"

	"github.com/emiago/sipgo/sip"
)

// newID makes a Call-ID or a tag: unguessable, without characters that need quoting.
func newID() string { return rand.Text() }

// uri is a user at the PBX.
func (ex *Exchange) uri(user string) (sip.Uri, error) {
	host, port, err := net.SplitHostPort(ex.pbx)
	if err != nil {
		return sip.Uri{}, fmt.Errorf("交换机地址 %q 应为 主机:端口: %w", ex.pbx, err)
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return sip.Uri{}, fmt.Errorf("交换机端口 %q 有误: %w", port, err)
	}
	return sip.Uri{Scheme: "sip", User: user, Host: host, Port: n}, nil
}

// dialog is what both ends remember of a call (RFC 3261 §12). The call's lock
// guards it.
type dialog struct {
	callID    string
	localTag  string
	remoteTag string
	local     sip.FromHeader
	remote    sip.ToHeader
	target    sip.Uri
	routes    []string
	dest      string // host:port everything goes to: the PBX, or who called
	cseq      uint32
}

// request makes the next request of the dialog. An ACK repeats the number of
// the INVITE it confirms.
func (d *dialog) request(method sip.RequestMethod, contact *sip.ContactHeader) *sip.Request {
	if method != sip.ACK {
		d.cseq++
	}
	return d.numbered(method, d.cseq, contact)
}

func (d *dialog) numbered(method sip.RequestMethod, cseq uint32, contact *sip.ContactHeader) *sip.Request {
	req := sip.NewRequest(method, *d.target.Clone())
	from, to := d.local, d.remote
	from.Params, to.Params = sip.NewParams(), sip.NewParams()
	from.Params.Add("tag", d.localTag)
	to.Params.Add("tag", d.remoteTag)
	callID, hops := sip.CallIDHeader(d.callID), sip.MaxForwardsHeader(70)
	for _, route := range d.routes {
		req.AppendHeader(sip.NewHeader("Route", route))
	}
	req.AppendHeader(&from)
	req.AppendHeader(&to)
	req.AppendHeader(&callID)
	req.AppendHeader(&sip.CSeqHeader{SeqNo: cseq, MethodName: method})
	req.AppendHeader(&hops)
	req.AppendHeader(contact)
	req.SetTransport("UDP")
	req.SetDestination(d.dest)
	return req
}

// confirmedBy takes over what the 2xx of an INVITE we sent says of its sender.
func (d *dialog) confirmedBy(res *sip.Response) {
	d.remoteTag, _ = res.To().Params.Get("tag")
	if contact := res.Contact(); contact != nil {
		d.target = *contact.Address.Clone()
	}
	d.routes = nil
	recorded := res.GetHeaders("Record-Route")
	for i := len(recorded) - 1; i >= 0; i-- { // ours is the reverse order (RFC 3261 §12.1.2)
		d.routes = append(d.routes, recorded[i].Value())
	}
}

// dialogOf is the dialog an INVITE we received opens.
func dialogOf(req *sip.Request) dialog {
	d := dialog{
		callID: req.CallID().Value(), localTag: newID(),
		local: req.To().AsFrom(), remote: req.From().AsTo(),
		target: *req.From().Address.Clone(), dest: req.Source(),
	}
	d.remoteTag, _ = req.From().Params.Get("tag")
	if contact := req.Contact(); contact != nil {
		d.target = *contact.Address.Clone()
	}
	for _, h := range req.GetHeaders("Record-Route") {
		d.routes = append(d.routes, h.Value())
	}
	return d
}
