package exchange

import (
	"time"
	"unicode/utf8"

	"hotline/callcenter"
)

// Kind is what a message tells.
type Kind string

// The kinds. The dispatcher says the first row, the handler the second, both the third.
const (
	OrderKind Kind = "order"  // 派单
	Redo      Kind = "redo"   // 重新交办
	Urge      Kind = "urge"   // 催办
	Ruling    Kind = "ruling" // 裁定

	Accept    Kind = "accept"    // 受理
	Return    Kind = "return"    // 退回
	Progress  Kind = "progress"  // 进展
	Reply     Kind = "reply"     // 答复
	Extension Kind = "extension" // 申请延期
	Objection Kind = "objection" // 异议

	Close  Kind = "close"      // 办结
	Merge  Kind = "merge"      // 并单
	Attach Kind = "attachment" // 附件
	Note   Kind = "note"       // 备注
)

// Side is who says something of an order.
type Side string

// The sides.
const (
	Dispatcher Side = "dispatcher"
	Handler    Side = "handler"
)

func (s Side) says(k Kind) bool {
	switch k {
	case OrderKind, Redo, Urge, Ruling:
		return s == Dispatcher
	case Accept, Return, Progress, Reply, Extension, Objection:
		return s == Handler
	case Close, Merge, Attach, Note:
		return s == Dispatcher || s == Handler
	}
	return false
}

// Message is one thing one centre tells another about one order.
type Message struct {
	Delivery string    `json:"delivery" format:"uuid" doc:"本条消息的编号(UUID),重发不变 / id of this message, the same when sent again"`
	Order    string    `json:"order" minLength:"1" maxLength:"64" doc:"工单在派单方的编号 / the dispatcher's number of the order"`
	From     Side      `json:"from" enum:"dispatcher,handler" doc:"发送方在这张工单里是派单方还是承办方 / which side the sender is"`
	Version  int       `json:"version" minimum:"1" maximum:"100000" doc:"发送方就这张工单发出的第几条,从 1 起连续 / the sender's count of its messages about this order"`
	Heard    int       `json:"heard" minimum:"0" maximum:"100000" doc:"写下本条时已收到对方的第几条 / the last version of the other side heard when this was written"`
	Kind     Kind      `json:"kind" enum:"order,redo,urge,ruling,accept,return,progress,reply,extension,objection,close,merge,attachment,note" doc:"消息种类 / kind"`
	At       time.Time `json:"at" doc:"写下的时刻(RFC 3339) / when it was written"`
	Body     Body      `json:"body" doc:"内容 / content"`
}

// Body is a message's content. Which fields count is told by its kind.
type Body struct {
	Title   string    `json:"title,omitempty" maxLength:"120" doc:"标题 / title"`
	Text    string    `json:"text,omitempty" maxLength:"4000" doc:"诉求、进展、答复、说明 / text"`
	Name    string    `json:"name,omitempty" maxLength:"60" doc:"联系人 / contact"`
	Phone   string    `json:"phone,omitempty" maxLength:"32" doc:"联系电话 / phone"`
	Place   string    `json:"place,omitempty" maxLength:"200" doc:"地点 / place"`
	Type    string    `json:"type,omitempty" maxLength:"64" doc:"诉求类型,如 咨询、求助、建议、投诉、举报 / kind of request"`
	Region  string    `json:"region,omitempty" maxLength:"64" doc:"地区(行政区划代码) / region, GB/T 2260"`
	Matter  string    `json:"matter,omitempty" maxLength:"64" doc:"事项 / matter"`
	Secrecy string    `json:"secrecy,omitempty" enum:"ordinary,confidential,strict" doc:"密级,缺省普通 / secrecy"`
	Urgent  bool      `json:"urgent,omitempty" doc:"紧急 / urgent"`
	Central bool      `json:"central,omitempty" doc:"上级指定承办,不能退回 / centrally assigned, cannot be returned"`
	Due     time.Time `json:"due,omitzero" doc:"期限;裁定延期时为新的期限 / deadline; of a granted extension the new one"`
	Reason  string    `json:"reason,omitempty" maxLength:"64" doc:"原因 / reason"`
	Days    int       `json:"days,omitempty" minimum:"0" maximum:"60" doc:"申请延长到几个工作日 / working days asked for in all"`
	About   string    `json:"about,omitempty" enum:"return,extension,objection" doc:"裁定的是什么 / what a ruling is about"`
	Upheld  bool      `json:"upheld,omitempty" doc:"裁定:成立 / upheld"`
	Into    string    `json:"into,omitempty" maxLength:"64" doc:"并入的工单编号 / the order it goes on in"`
	File    *File     `json:"file,omitempty" doc:"附件 / attachment"`
}

// File is an attachment. Gone: its owner was forgotten since.
type File struct {
	Name    string `json:"name" maxLength:"120" doc:"文件名 / name"`
	Content []byte `json:"content,omitempty" doc:"内容,Base64 / content in base64"`
	Gone    bool   `json:"gone,omitempty" doc:"已依法删除 / deleted as the law wants"`
}

// check refuses what can never be applied.
func (m Message) check() error {
	if _, err := callcenter.ParseID(m.Delivery); err != nil {
		return callcenter.Errorf(callcenter.Invalid, "delivery 应为 UUID")
	}
	b := m.Body
	switch {
	case m.Order == "" || utf8.RuneCountInString(m.Order) > 64:
		return callcenter.Errorf(callcenter.Invalid, "order 应为 1 至 64 个字的工单编号")
	case !m.From.says(m.Kind):
		return callcenter.Errorf(callcenter.Invalid, "%q 不能由 %q 一方说", m.Kind, m.From)
	case m.Version < 1 || m.Version > 100000 || m.Heard < 0 || m.Heard > 100000:
		return callcenter.Errorf(callcenter.Invalid, "version 应从 1 起连续,heard 不能为负")
	case m.At.IsZero():
		return callcenter.Errorf(callcenter.Invalid, "at 应为 RFC 3339 时刻")
	case m.From == Dispatcher && (m.Version == 1) != (m.Kind == OrderKind):
		return callcenter.Errorf(callcenter.Invalid, "派单方的第 1 条应为 order,且只有一条")
	case m.Kind == OrderKind && b.Title == "":
		return callcenter.Errorf(callcenter.Invalid, "order 须有标题 title")
	case m.Kind == Return && b.Reason == "":
		return callcenter.Errorf(callcenter.Invalid, "退回须有原因 reason")
	case m.Kind == Merge && b.Into == "":
		return callcenter.Errorf(callcenter.Invalid, "并单须有并入的工单 into")
	case m.Kind == Ruling && b.About == "":
		return callcenter.Errorf(callcenter.Invalid, "裁定须说明裁定的是什么 about")
	case m.Kind == Attach && (b.File == nil || len(b.File.Content) == 0 && !b.File.Gone):
		return callcenter.Errorf(callcenter.Invalid, "附件须有文件 file")
	}
	return nil
}

// Receipt is what the receiver says of a message.
type Receipt struct {
	State string `json:"state" enum:"applied,known,parked,kept" doc:"applied 已办;known 早已收到;parked 前面缺,已存着等;kept 已收到,但工单此时办不了,已列出由人处理"`
	Heard int    `json:"heard" doc:"就这张工单已连续收到第几条:请从下一条发起 / the last version heard without a gap: go on after it"`
	Why   string `json:"why,omitempty" doc:"说明 / why"`
}

// The states of a received message.
const (
	Applied = "applied"
	Known   = "known"
	Parked  = "parked"
	Kept    = "kept"
)
