package orders

import (
	"errors"
	"slices"
	"time"

	"hotline/callcenter"
)

// Reasons are why an order is returned or closed otherwise than usual: keys, for they
// stand in the journal of moves.
func Reasons() map[MoveName][]Option {
	return map[MoveName][]Option{
		Return:       words("not_ours", "不属本单位职责", "other_region", "不属本辖区", "incomplete", "要素不全", "repeated", "重复工单"),
		Reassign:     words("wrong_unit", "派错单位", "avoidance", "回避", "overloaded", "原单位力量不足", "other", "其他"),
		AskExtension: words("complex", "案情复杂", "waiting", "等待材料", "several", "涉及多个部门"),
		Close:        words("usual", "正常办结", "unreached", "多次回访未接通", "answered", "直接答复,无须转办", "withdrawn", "来电人撤回", "explained", "已解释,来电人仍不满意", "void", "误建", "outside", "来源单位已办结", "sent_back", "已退回来源"),
		SendBack:     words("not_ours", "不属 12348 职责", "other_region", "不属本地管辖", "incomplete", "要素不全", "repeated", "重复工单"),
		Object:       words("not_ours", "不属本单位职责", "deadline", "期限有异议", "content", "内容有异议", "other", "其他"),
		Supervise:    words("overdue", "超期", "important", "重要事项", "complaint", "来电人催办"),
		Redo:         words("dissatisfied", "来电人不满意", "unfinished", "事情没有办完", "wrong", "办理有误"),
	}
}

// ErrOwn: who asked for something decides it himself.
var ErrOwn = errors.New("asked for by the same person")

// guard is what else must hold for a move the table allows.
func (t timing) guard(o Order, m Move) error {
	if known, has := Reasons()[m.Name]; has && !slices.ContainsFunc(known, func(w Option) bool { return w.Key == m.Reason }) {
		return callcenter.Errorf(callcenter.Invalid, "%s须选择原因", m.Name.Title())
	}
	p := m.Payload
	if m.Role == Program && p.Told == "" && slices.Contains(toldMoves(), m.Name) {
		return callcenter.Errorf(callcenter.Denied, "%s由人来做,或由对接平台告知", m.Name.Title())
	}
	switch m.Name {
	case Create:
		return p.Birth.check()
	case HandOver, Reassign:
		if p.Unit.IsZero() || m.Name == Reassign && p.Unit == o.Unit {
			return callcenter.Errorf(callcenter.Invalid, "请选择承办单位,改派须换一个单位")
		}
	case Return:
		return t.mayReturn(o, o.HandedAt, m.At)
	case SendBack:
		if !o.Source.Outside() {
			return callcenter.Errorf(callcenter.Conflict, "这张工单不是其他平台转来的,没有来源可退")
		}
		return t.mayReturn(o, o.CreatedAt, m.At)
	case AskExtension:
		return t.mayAsk(o, p.Days)
	case ApproveExtension, RefuseExtension:
		if o.Extension != ExtensionAsked {
			return callcenter.Errorf(callcenter.Conflict, "这张工单没有待批的延期申请")
		}
		if o.AskedBy == m.Actor {
			return callcenter.Errorf(callcenter.Denied, "不能批准自己的延期申请,须由另一人审批: %w", ErrOwn)
		}
	case Decide:
		return p.Values.check(decision())
	case CallBack:
		if p.Satisfied != Satisfied && p.Satisfied != Dissatisfied {
			return callcenter.Errorf(callcenter.Invalid, "请填写来电人是否满意")
		}
	case Redo:
		return mayRedo(o, m)
	case Close:
		return mayClose(o, m)
	case Merge:
		if p.Other.IsZero() || p.Other == o.ID {
			return callcenter.Errorf(callcenter.Invalid, "请选择要并入的另一张工单")
		}
	}
	return nil
}

// toldMoves are the program's only when another centre told them.
func toldMoves() []MoveName {
	return []MoveName{Sign, Work, Reply, Return, AskExtension, Redo, Close, Merge, TakeIn, Supervise, Object, Ruled}
}

func (b *Birth) check() error {
	if b == nil {
		return callcenter.Errorf(callcenter.Invalid, "新建工单须有内容")
	}
	info, err := kindOf(b.Kind)
	if err != nil {
		return err
	}
	if b.Region == "" {
		return callcenter.Errorf(callcenter.Invalid, "请填写地区")
	}
	if !slices.Contains([]string{"ordinary", "confidential", strict}, b.Secrecy) {
		return callcenter.Errorf(callcenter.Invalid, "请填写密级")
	}
	return b.Fields.check(info.Fields)
}

func (t timing) mayReturn(o Order, from, at time.Time) error {
	if o.Central {
		return callcenter.Errorf(callcenter.Conflict, "这张工单由上级指定承办,不能退回")
	}
	if due := t.calendar.Due(from, t.terms.Return); due.Overdue(at) {
		return tooLate(o, due.At)
	}
	return nil
}

func (t timing) mayAsk(o Order, days int) error {
	if o.Extension != NoExtension {
		return callcenter.Errorf(callcenter.Conflict, "这张工单已经申请过延期,延期只有一次")
	}
	if days <= t.terms.Reply.N || days > t.terms.Complex.N {
		return callcenter.Errorf(callcenter.Invalid, "延期后的期限应在 %d 至 %d 个工作日之间", t.terms.Reply.N+1, t.terms.Complex.N)
	}
	return nil
}

// mayRedo: who was called back and is content has nothing to be done again.
func mayRedo(o Order, m Move) error {
	if o.State == CalledBack && m.Role != Program && o.Satisfied != Dissatisfied {
		return callcenter.Errorf(callcenter.Conflict, "来电人已表示满意,无须重办;有新的情况请新建工单")
	}
	if o.Unit.IsZero() {
		return callcenter.Errorf(callcenter.Conflict, "这张工单没有承办单位,请新建工单")
	}
	return nil
}

// mayClose: a dissatisfied caller's order is done again; only a manager closes it, and
// says why. Without a call-back it is closed when he could not be reached, or was
// answered before anybody else was asked.
func mayClose(o Order, m Move) error {
	info, err := kindOf(o.Kind)
	if err != nil {
		return err
	}
	if m.Role == Program { // as whoever sent us the order says
		return nil
	}
	if m.Reason == "outside" || m.Reason == "sent_back" {
		return callcenter.Errorf(callcenter.Conflict, "是否由来源单位办结,由来源平台告知")
	}
	switch {
	case o.State == CalledBack && o.Satisfied == Dissatisfied && (m.Role != Manager || m.Reason != "explained"):
		return callcenter.Errorf(callcenter.Conflict, "来电人不满意:请重办;确已解释的由管理人员注明原因后办结")
	case o.State == Replied && (m.Reason != "unreached" || o.Tries == 0) && m.Reason != "withdrawn":
		return callcenter.Errorf(callcenter.Conflict, "答复后须先回访;多次未接通的,记下未接通后再办结")
	case o.State == New && !slices.Contains([]string{"answered", "withdrawn", "void"}, m.Reason):
		return callcenter.Errorf(callcenter.Conflict, "尚未转办:直接答复、来电人撤回或误建的才能办结")
	}
	if m.Reason == "void" || m.Reason == "withdrawn" {
		return nil
	}
	return m.Payload.Values.check(info.Closing)
}
