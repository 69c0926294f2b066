package webphone

import (
	"context"
	"time"

	"go.uber.org/zap"

	"hotline/agents"
	"hotline/callcenter"
	"hotline/callcenter/hub"
)

// Config is what the phones need.
type Config struct {
	Asterisk string // "ws://127.0.0.1:8088/ws"
	Phone    func(callcenter.AgentID) (callcenter.WebPhone, error)
	Hub      *hub.Hub
	Lost     func(callcenter.AgentID) // his desk is gone without a word; it returns at once
	Log      *zap.Logger
}

// Phones are the browser phones of this controller's pages.
type Phones struct {
	cfg  Config
	tabs tabs
}

// New makes them.
func New(cfg Config) *Phones { return &Phones{cfg: cfg} }

const (
	lookEvery = 250 * time.Millisecond
	kindPhone = "phone"
)

// Owner is which tab owns a phone, as screens are told.
type Owner struct {
	Seat callcenter.SeatID `json:"seat" doc:"浏览器电话的坐席"`
	Tab  string            `json:"tab" doc:"占用电话的标签页"`
}

// Run tells of desks that are lost and forgets the phones of shifts that are over, until
// ctx ends.
func (p *Phones) Run(ctx context.Context) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		works := func(agent callcenter.AgentID) bool {
			_, err := p.cfg.Phone(agent)
			return err == nil
		}
		p.tabs.forget(works)
		for _, agent := range p.tabs.lost(time.Now()) {
			p.cfg.Log.Info("browser phone lost", zap.String("agent", string(agent)))
			p.cfg.Lost(agent)
		}
		p.cfg.Hub.Drop(kindPhone, func(id string) bool { return works(callcenter.AgentID(id)) })
	}
}

// Grant is what a tab needs to be the phone.
type Grant struct {
	URI      string `json:"uri" doc:"SIP 地址"`
	User     string `json:"user" doc:"SIP 用户名"`
	Password string `json:"password" doc:"SIP 密码,本班次有效"`
	Socket   string `json:"socket" doc:"WebSocket 路径,子协议 sip"`
	Expires  int    `json:"register_expires" doc:"注册有效秒数"`
}

// registerFor is how long a registration lasts, in seconds. Half of it is how long a
// phone may seem to be there after a crash that closed no socket.
const registerFor = 60

// Claim makes the tab the owner of the agent's phone. Conflict: another one is, and
// take was not asked; or he is at no browser phone.
func (p *Phones) Claim(s agents.Session, tab string, take bool) (Grant, error) {
	agent := s.Staff.ID
	phone, err := p.cfg.Phone(agent)
	if err != nil {
		return Grant{}, err
	}
	if !p.tabs.claim(agent, tab, take) {
		return Grant{}, callcenter.Errorf(callcenter.Conflict, "另一个标签页正在使用浏览器电话,可以改在这里使用")
	}
	to := hub.Audience{Agents: []callcenter.AgentID{agent}}
	if err := p.cfg.Hub.Put(kindPhone, string(agent), to, Owner{phone.Seat, tab}); err != nil {
		return Grant{}, err
	}
	return Grant{
		URI: "sip:" + string(phone.Seat) + "@hotline", User: string(phone.Seat), Password: phone.Password,
		Socket: SocketPath + "?tab=" + tab, Expires: registerFor,
	}, nil
}
