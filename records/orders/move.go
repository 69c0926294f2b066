package orders

import (
	"maps"
	"time"

	"hotline/callcenter"
)

// Move is one line of an order's journal. It is never changed. Names, numbers and free
// text stand in the writing beside it.
type Move struct {
	Order    callcenter.ID      `json:"order"`
	Sequence int                `json:"sequence" doc:"第几个动作"`
	From     State              `json:"from_state"`
	Name     MoveName           `json:"move"`
	To       State              `json:"to_state"`
	Actor    callcenter.AgentID `json:"actor" doc:"谁;空为系统"`
	Role     Role               `json:"role" doc:"以什么角色"`
	At       time.Time          `json:"at"`
	Reason   string             `json:"reason,omitempty" doc:"原因代码"`
	Payload  Payload            `json:"payload"`
}

// Payload is what a move brings. Which fields count is told by the move's name.
type Payload struct {
	Birth     *Birth        `json:"birth,omitempty"`
	Unit      callcenter.ID `json:"unit,omitzero"`
	Start     []Clock       `json:"start,omitempty" doc:"由此开始的时限"`
	Stop      []Term        `json:"stop,omitempty" doc:"由此停下的时限"`
	Days      int           `json:"days,omitempty" doc:"申请延长到的工作日数"`
	Satisfied Satisfaction  `json:"satisfied,omitempty"`
	Other     callcenter.ID `json:"other,omitzero" doc:"另一张工单"`
	Values    Values        `json:"values,omitempty" doc:"栏目"`
	Term      Term          `json:"term,omitempty" doc:"哪个时限"`
	File      string        `json:"file,omitempty" doc:"附件"`
	Slot      callcenter.ID `json:"slot,omitzero"`
	Told      Source        `json:"told,omitempty" doc:"由哪个对接平台告知"`
	About     About         `json:"about,omitempty" doc:"裁定的是什么"`
	Upheld    bool          `json:"upheld,omitempty" doc:"裁定:成立"`
	Due       time.Time     `json:"due,omitzero" doc:"裁定后的外部期限"`
}

// About is what a ruling is about.
type About string

// What another centre, or we, may rule.
const (
	AboutReturn    About = "return"    // 退回
	AboutExtension About = "extension" // 延期
	AboutObjection About = "objection" // 异议
)

// Apply is the order after a move. It is pure: the row of an order is its moves applied
// one after the other.
func (o Order) Apply(m Move) Order {
	o.ID, o.Version, o.State, o.MovedAt = m.Order, m.Sequence, m.To, m.At
	p := m.Payload
	switch m.Name {
	case Create:
		o.Birth = *p.Birth
		o.CreatedAt, o.CreatedBy = m.At, m.Actor
		o.Extension, o.Satisfied, o.Closing = NoExtension, Unasked, Values{}
	case HandOver, Reassign:
		o.Unit, o.HandedAt, o.Extension, o.AskedBy = p.Unit, m.At, NoExtension, ""
	case Redo:
		o.HandedAt, o.Satisfied, o.ClosedAt, o.Closing = m.At, Unasked, time.Time{}, Values{}
		o.Redos++
	case Return:
		o.Unit = callcenter.ID{}
		o.Returns++
	case AskExtension:
		o.Extension, o.AskedBy = ExtensionAsked, m.Actor
	case ApproveExtension:
		o.Extension = ExtensionApproved
	case RefuseExtension:
		o.Extension = ExtensionRefused
	case CallBack:
		o.Satisfied = p.Satisfied
	case Unreached:
		o.Tries++
	case Supervise:
		o.Urged++
	case Merge:
		o.Into = p.Other
	case Book:
		o.Slot = p.Slot
	case Ruled:
		if !p.Due.IsZero() {
			o.OutsideDue = p.Due
		}
	case Close:
		o.Closing, o.ClosedAt = Values{}, m.At
		maps.Copy(o.Closing, p.Values)
	}
	return o.run(m)
}

// run stops and starts clocks.
func (o Order) run(m Move) Order {
	clocks := make([]Clock, 0, len(o.Clocks)+len(m.Payload.Start))
	for _, c := range o.Clocks {
		for _, stopped := range m.Payload.Stop {
			if c.Term == stopped && c.Running() {
				c.StoppedAt = m.At
			}
		}
		clocks = append(clocks, c)
	}
	o.Clocks = append(clocks, m.Payload.Start...)
	o.DueAt, o.WarnAt = time.Time{}, time.Time{}
	for _, c := range o.Clocks {
		if c.Running() && (o.DueAt.IsZero() || c.DueAt.Before(o.DueAt)) {
			o.DueAt, o.WarnAt = c.DueAt, c.WarnAt
		}
	}
	return o
}

// Fold is an order recounted from all its moves.
func Fold(moves []Move) Order {
	var o Order
	for _, m := range moves {
		o = o.Apply(m)
	}
	return o
}
