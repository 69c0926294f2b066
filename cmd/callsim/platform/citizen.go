package platform

import (
	"cmp"
	"context"
	"fmt"
	"maps"

	"hotline/cmd/callsim/phone"
)

// Citizen is somebody the platform hands over to the hotline.
type Citizen struct {
	Number  string // his own; empty: he shows none
	Matter  Matter
	From    Identity          // where his number stands
	Tone    int               // hertz he sends
	Headers map[string]string // in place of what From and Matter make
}

// Identity says in which header the citizen's number travels.
type Identity string

// The identities.
const (
	Asserted  Identity = ""        // P-Asserted-Identity (RFC 3325)
	Forwarded Identity = "history" // P-Asserted-Identity is the platform's own, History-Info (RFC 7044) has his
	Withheld  Identity = "nobody"  // neither has it
)

// HandOver dials the hotline for a citizen; Connected says when it has answered.
func (p *Platform) HandOver(ctx context.Context, c Citizen) (*phone.Call, error) {
	line := p.ex.Phone(phone.Profile{User: p.cfg.User, Password: p.cfg.Password, Tone: cmp.Or(c.Tone, p.cfg.Tone)})
	headers := c.headers()
	maps.Copy(headers, c.Headers)
	call, err := line.Dial(ctx, p.cfg.Hotline, phone.DialOptions{Headers: headers})
	if err != nil {
		return nil, fmt.Errorf("12345 转给 %s: %w", p.cfg.Hotline, err)
	}
	p.cfg.Tell("市民 %s 转给 %s,%s", cmp.Or(c.Number, "(未显示号码)"), p.cfg.Hotline, c.Matter)
	return call, nil
}

func (c Citizen) headers() map[string]string {
	h := c.Matter.headers()
	own := fmt.Sprintf("<sip:%s@12345.invalid>", Number)
	switch his := fmt.Sprintf("<sip:%s@12345.invalid>", c.Number); {
	case c.From == Withheld || c.Number == "":
		h["P-Asserted-Identity"] = own
	case c.From == Forwarded:
		h["P-Asserted-Identity"] = own
		h["History-Info"] = his + ";index=1, " + own + ";index=1.1"
	default:
		h["P-Asserted-Identity"] = his
	}
	return h
}
