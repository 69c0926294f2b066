package orders

// State is where an order stands.
type State string

// The states. Unborn is before the first move.
const (
	Unborn     State = ""
	New        State = "new"         // 新建: waits to be handed to a unit
	Handed     State = "handed"      // 转办: waits to be signed for
	Signed     State = "signed"      // 签收
	Working    State = "working"     // 办理
	Replied    State = "replied"     // 答复: the caller has his answer, we have not asked him yet
	CalledBack State = "called_back" // 回访
	Returned   State = "returned"    // 退回: waits to be handed to another unit
	Closed     State = "closed"      // 办结
	Merged     State = "merged"      // 并单: goes on in another order
)

// OpenStates lists the states in which somebody has still to do something.
func OpenStates() []State {
	return []State{New, Handed, Signed, Working, Replied, CalledBack, Returned}
}

// IsOpen reports that somebody has still to do something.
func (s State) IsOpen() bool { return s != Unborn && s != Closed && s != Merged }

// MoveName is what somebody does to an order.
type MoveName string

// The moves.
const (
	Create           MoveName = "create"
	HandOver         MoveName = "hand_over"         // 转办
	Reassign         MoveName = "reassign"          // 改派
	Sign             MoveName = "sign"              // 签收
	Work             MoveName = "work"              // 办理: progress
	Decide           MoveName = "decide"            // 法律援助 43: accepted or not
	Appoint          MoveName = "appoint"           // 法律援助 44: a lawyer is assigned
	Reply            MoveName = "reply"             // 答复
	Return           MoveName = "return"            // 退回
	AskExtension     MoveName = "ask_extension"     // 申请延期
	ApproveExtension MoveName = "approve_extension" // 同意延期
	RefuseExtension  MoveName = "refuse_extension"  // 不同意延期
	CallBack         MoveName = "call_back"         // 回访
	Unreached        MoveName = "unreached"         // 回访未接通
	Redo             MoveName = "redo"              // 重办
	Close            MoveName = "close"             // 办结
	Merge            MoveName = "merge"             // 并单
	TakeIn           MoveName = "take_in"           // 并入: another order goes on in this one
	Supervise        MoveName = "supervise"         // 督办
	Note             MoveName = "note"              // 备注
	Attach           MoveName = "attach"            // 附件
	Book             MoveName = "book"              // 预约时段
	SendBack         MoveName = "send_back"         // 退回来源: to whoever sent us the order
	Object           MoveName = "object"            // 异议
	Ruled            MoveName = "rule"              // 裁定: of a return, an extension, an objection
	Warn             MoveName = "warn"              // 预警, by the clock
	Overdue          MoveName = "overdue"           // 超期, by the clock
)

// Role is as what somebody moves an order, in the words of agents' roles.
type Role string

// The roles. Program is a clock, or what another system told us.
const (
	Duty    Role = "duty"
	Affairs Role = "affairs"
	Manager Role = "manager"
	Unit    Role = "unit"
	Program Role = "program"
)

var stateTitles = map[State]string{
	New: "新建", Handed: "转办", Signed: "签收", Working: "办理", Replied: "答复", CalledBack: "回访",
	Returned: "退回", Closed: "办结", Merged: "并单",
}

// Title is the state in Chinese.
func (s State) Title() string { return stateTitles[s] }

var moveTitles = map[MoveName]string{
	Create: "新建", HandOver: "转办", Reassign: "改派", Sign: "签收", Work: "办理进展", Decide: "受理决定", Appoint: "指派律师",
	Reply: "答复", Return: "退回", AskExtension: "申请延期", ApproveExtension: "同意延期", RefuseExtension: "不同意延期",
	CallBack: "回访", Unreached: "回访未接通", Redo: "重办", Close: "办结", Merge: "并单", TakeIn: "并入", Supervise: "督办",
	Note: "备注", Attach: "附件", Book: "预约时段", SendBack: "退回来源", Object: "提出异议", Ruled: "裁定", Warn: "预警", Overdue: "超期",
}

// Title is the move in Chinese.
func (m MoveName) Title() string { return moveTitles[m] }
