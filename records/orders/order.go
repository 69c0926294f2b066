package orders

import (
	"time"

	"hotline/callcenter"
)

// Order is a work order as its moves have made it.
type Order struct {
	ID      callcenter.ID `json:"id" doc:"工单编号"`
	No      int64         `json:"no" doc:"工单号,给人看的"`
	Version int           `json:"version" doc:"动作的次数:改动时须带上"`
	State   State         `json:"state" doc:"状态"`
	Birth
	Unit      callcenter.ID      `json:"unit,omitzero" doc:"承办单位"`
	CreatedAt time.Time          `json:"created_at"`
	CreatedBy callcenter.AgentID `json:"created_by"`
	MovedAt   time.Time          `json:"moved_at" doc:"最近一次动作"`
	HandedAt  time.Time          `json:"handed_at,omitzero" doc:"最近一次转办"`
	Clocks    []Clock            `json:"clocks" doc:"时限,含已停的"`
	DueAt     time.Time          `json:"due_at,omitzero" doc:"最早到期的时限"`
	WarnAt    time.Time          `json:"warn_at,omitzero"`
	Extension Extension          `json:"extension" enum:"none,asked,approved,refused" doc:"延期"`
	AskedBy   callcenter.AgentID `json:"asked_by,omitempty" doc:"延期申请人"`
	Satisfied Satisfaction       `json:"satisfied" enum:"unasked,satisfied,dissatisfied" doc:"回访结果"`
	Tries     int                `json:"tries" doc:"回访未接通的次数"`
	Returns   int                `json:"returns" doc:"退回次数"`
	Redos     int                `json:"redos" doc:"重办次数"`
	Urged     int                `json:"urged" doc:"督办次数"`
	Into      callcenter.ID      `json:"merged_into,omitzero" doc:"并入的工单"`
	Slot      callcenter.ID      `json:"slot,omitzero" doc:"预约的时段"`
	Closing   Values             `json:"closing" doc:"办结时填写的"`
	ClosedAt  time.Time          `json:"closed_at,omitzero"`
}

// Birth is what an order is from its first move on.
type Birth struct {
	Kind        Kind               `json:"kind" doc:"种类"`
	Source      Source             `json:"source" doc:"来源"`
	Outside     string             `json:"outside_ref,omitempty" doc:"来源系统里的编号"`
	Call        callcenter.ID      `json:"call,omitzero" doc:"来电"`
	Party       callcenter.ID      `json:"party,omitzero" doc:"当事人"`
	Agent       callcenter.AgentID `json:"agent,omitempty" doc:"首问话务员"`
	Region      string             `json:"region" doc:"地区"`
	ServiceKind string             `json:"service_kind,omitempty" doc:"服务类别"`
	Matter      string             `json:"matter,omitempty" doc:"事项"`
	Secrecy     string             `json:"secrecy" doc:"密级"`
	Urgent      bool               `json:"urgent" doc:"紧急"`
	Central     bool               `json:"central" doc:"上级指定承办:不能退回"`
	OutsideDue  time.Time          `json:"outside_due,omitzero" doc:"来源系统给的期限:以先到的为准"`
	Fields      Values             `json:"fields" doc:"本种类的栏目"`
}

// Source is where an order came from.
type Source string

// The sources.
const (
	FromConsultation Source = "consultation" // a call's record: 转工单
	FromDesk         Source = "desk"         // written by somebody, without a call
	FromReport       Source = "report"       // 强制报告
	From12345        Source = "12345"
	FromProvince     Source = "province"
)

// Extension is whether more time was asked for.
type Extension string

// An extension is given once.
const (
	NoExtension       Extension = "none"
	ExtensionAsked    Extension = "asked"
	ExtensionApproved Extension = "approved"
	ExtensionRefused  Extension = "refused"
)

// Satisfaction is what the caller said when he was called back.
type Satisfaction string

// What he can say.
const (
	Unasked      Satisfaction = "unasked"
	Satisfied    Satisfaction = "satisfied"
	Dissatisfied Satisfaction = "dissatisfied"
)

// Outside reports that another centre sent us the order.
func (s Source) Outside() bool { return s == From12345 || s == FromProvince }

// strict is the secrecy of what few may read, in the words of the dictionary.
const strict = "strict"
