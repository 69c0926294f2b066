package controller

import (
	"context"
	"time"

	"go.uber.org/zap"

	"hotline/agents"
	"hotline/callcenter"
	"hotline/callcenter/flow"
	"hotline/cmd/hotline/desk"
	"hotline/queue"
	"hotline/records"
	"hotline/records/orders"
)

// newDesk is what the screens of this controller are told: its own calls, and what
// everybody can read of the centre. It is made before what it reads, which raises alarms.
func (c *Controller) newDesk() *desk.Desk {
	p := c.parts
	return desk.New(desk.Config{
		Name: p.cfg.App(),
		Live: func() (live []flow.Live) {
			for _, floor := range c.crew.floors() {
				live = append(live, floor.Live()...)
			}
			return live
		},
		Standings: func(ctx context.Context) []agents.Standing { return p.agents.Standings(ctx) },
		Staff:     func(id callcenter.AgentID) (agents.Staff, bool) { return p.agents.Staff(id) },
		Overview:  func(ctx context.Context) (queue.Overview, error) { return c.crew.own.Overview(ctx) },
		Topic:     p.offers.topic,
		Owed:      func(ctx context.Context) (open, overdue int, err error) { return p.records.Owed(ctx) },
		Behind: func(ctx context.Context, n callcenter.Number, now callcenter.ID) (records.Background, error) {
			return p.records.Background(ctx, n, now)
		},
		Order: c.cityOrder,
		Wrong: c.wrong,
		Log:   p.log.Named("desk").With(zap.String("app", p.cfg.App())),
	})
}

// cityOrder is the order that 12345 calls so.
func (c *Controller) cityOrder(ctx context.Context, reference string) (orders.OrderEntry, error) {
	page, err := c.orders.List(ctx, orders.Filter{Source: orders.From12345, Outside: reference, Limit: 1})
	if err == nil && len(page.Orders) == 0 {
		err = callcenter.Errorf(callcenter.NotFound, "没有收到 12345 的工单 %s", reference)
	}
	if err != nil {
		return orders.OrderEntry{}, err
	}
	return page.Orders[0], nil
}

// wrong is what is wrong with the system now, as far as people at their desks must know.
func (c *Controller) wrong(ctx context.Context) []desk.Warning {
	var all []desk.Warning
	warn := func(name, detail string) { all = append(all, desk.Warning{Name: name, Detail: detail}) }
	if own := c.crew.post(c.parts.cfg.App()); own == nil || !own.switchboard.Wire().Live() {
		warn("asterisk_away", "未连接到电话交换机:通话中的不受影响,新来电由交换机照看,正在重连")
	}
	if err := c.redis.Ping(ctx).Err(); err != nil {
		warn("queue_away", "排队服务连不上:暂不派话,排队的来电保留原位,正在重连")
	}
	switch b := c.parts.records.Backlog(); {
	case b.NoDisk:
		warn("journal_disk", "本地日志写不了盘:请立即联系管理员")
	case b.Away:
		warn("postgres_away", "数据库连不上:通话与草稿不受影响,查询暂不可用,恢复后自动补齐")
	case b.Age > behindLong:
		warn("journal_behind", "数据库入库落后 "+b.Age.Round(time.Second).String()+":最近的记录稍后才能查到")
	}
	return all
}

// behindLong is when a database that is behind is worth a word to the floor.
const behindLong = 10 * time.Second
