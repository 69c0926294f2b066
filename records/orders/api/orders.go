package api

import (
	"context"
	"errors"
	"time"

	"hotline/callcenter"
	"hotline/records"
	"hotline/records/orders"
)

type listIn struct {
	State  string `query:"state" enum:"new,handed,signed,working,replied,called_back,returned,closed,merged" doc:"状态"`
	Done   bool   `query:"done" doc:"看已办结、已并单的"`
	Kind   string `query:"kind" maxLength:"32" doc:"种类"`
	Unit   string `query:"unit" maxLength:"36" doc:"承办单位"`
	Region string `query:"region" maxLength:"32" doc:"地区"`
	Agent  string `query:"agent" maxLength:"32" doc:"首问话务员"`
	Call   string `query:"call" maxLength:"36" doc:"来自哪通来电;不论是否办结"`
	Urgent bool   `query:"urgent" doc:"只看紧急的"`
	Due    string `query:"due" enum:"overdue,warned" doc:"超期的,或预警的"`
	After  string `query:"after" maxLength:"128" doc:"上一页给出的 next"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"每页条数"`
}

type pageOut struct{ Body orders.OrderPage }

func (h handlers) list(ctx context.Context, in *listIn) (*pageOut, error) {
	person, err := h.Who(ctx, SeeOrders)
	if err != nil {
		return nil, err
	}
	f := orders.Filter{
		OfUnit: person.ofUnit(),
		State:  orders.State(in.State), Done: in.Done, Kind: orders.Kind(in.Kind), Region: in.Region, Agent: callcenter.AgentID(in.Agent),
		Urgent: in.Urgent, Due: orders.Lateness(in.Due), After: in.After, Limit: in.Limit,
	}
	if f.Unit, err = optional(in.Unit); err != nil {
		return nil, err
	}
	if f.Call, err = optional(in.Call); err != nil {
		return nil, err
	}
	page, err := h.Orders.List(ctx, f)
	return &pageOut{page}, err
}

func optional(text string) (id callcenter.ID, err error) {
	if text == "" {
		return id, nil
	}
	return callcenter.ParseID(text)
}

type boardOut struct{ Body orders.OrderCounts }

func (h handlers) board(ctx context.Context, _ *none) (*boardOut, error) {
	person, err := h.Who(ctx, SeeOrders)
	if err != nil {
		return nil, err
	}
	counts, err := h.Orders.Board(ctx, person.ofUnit())
	return &boardOut{counts}, err
}

type wordsOut struct{ Body orders.OrderWords }

func (h handlers) words(ctx context.Context, _ *none) (*wordsOut, error) {
	if _, err := h.Who(ctx, SeeOrders); err != nil {
		return nil, err
	}
	return &wordsOut{orders.AllWords()}, nil
}

type oneIn struct {
	ID string `path:"id" maxLength:"36" doc:"工单编号"`
}

type storyOut struct{ Body orders.OrderStory }

// get: a look at what is strictly secret is noted.
func (h handlers) get(ctx context.Context, in *oneIn) (*storyOut, error) {
	person, err := h.Who(ctx, SeeOrders)
	if err != nil {
		return nil, err
	}
	id, err := callcenter.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	return h.story(ctx, id, person)
}

func (h handlers) story(ctx context.Context, id callcenter.ID, person Person) (*storyOut, error) {
	story, err := h.Orders.Story(ctx, id, person.actor())
	if err != nil {
		return nil, err
	}
	if story.Strict() && !story.Withheld {
		look := records.Look{Staff: person.Staff, Action: "read_secrets", Call: story.Call, Object: "order " + id.String()}
		if err := h.Records.Note(ctx, look); err != nil {
			return nil, err
		}
	}
	return &storyOut{story}, nil
}

// Born is a new order as a form sends it.
type Born struct {
	Kind        orders.Kind         `json:"kind" minLength:"1" maxLength:"32" doc:"种类"`
	Call        string              `json:"call,omitempty" maxLength:"36" doc:"来自哪通来电"`
	Region      string              `json:"region" minLength:"1" maxLength:"32" doc:"地区"`
	ServiceKind string              `json:"service_kind,omitempty" maxLength:"32" doc:"服务类别"`
	Matter      string              `json:"matter,omitempty" maxLength:"32" doc:"事项"`
	Secrecy     string              `json:"secrecy" enum:"ordinary,confidential,strict" doc:"密级"`
	Urgent      bool                `json:"urgent,omitempty" doc:"紧急:一小时内转办"`
	Central     bool                `json:"central,omitempty" doc:"上级指定承办,不能退回"`
	Fields      orders.Values       `json:"fields,omitempty" doc:"本种类的栏目"`
	Writing     orders.OrderWriting `json:"writing" doc:"标题、诉求、联系人"`
}

type createIn struct {
	ID   string `path:"id" maxLength:"36" doc:"由填写端生成的编号(UUID)"`
	Body Born
}

func (h handlers) create(ctx context.Context, in *createIn) (*storyOut, error) {
	person, err := h.Who(ctx, CreateOrders)
	if err != nil {
		return nil, err
	}
	key, err := callcenter.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	b := in.Body
	draft := orders.Draft{By: person.actor(), Writing: b.Writing, Birth: orders.Birth{
		Kind: b.Kind, Source: orders.FromDesk, Agent: person.Staff, Region: b.Region, ServiceKind: b.ServiceKind, Matter: b.Matter,
		Secrecy: b.Secrecy, Urgent: b.Urgent, Central: b.Central && person.All, Fields: b.Fields, Outside: key.String(),
	}}
	if draft.Birth.Call, draft.Birth.Party, err = h.ofCall(ctx, b.Call, person); err != nil {
		return nil, err
	}
	order, err := h.Orders.Create(ctx, draft)
	if err != nil {
		return nil, err
	}
	return h.story(ctx, order.ID, person)
}

// ofCall: an order is made of a call by who talked in it, and by the office.
func (h handlers) ofCall(ctx context.Context, text string, person Person) (call, party callcenter.ID, err error) {
	if call, err = optional(text); err != nil || call.IsZero() {
		return call, party, err
	}
	talked := person.All
	if !talked {
		if talked, err = h.Records.Talked(ctx, call, person.Staff); err != nil {
			return call, party, err
		}
	}
	if !talked {
		return call, party, callcenter.Errorf(callcenter.NotFound, "没有编号为 %s 的来电", call)
	}
	party, err = h.Records.PartyBehind(ctx, call)
	if callcenter.Is(err, callcenter.NotFound) { // he showed no number
		err = nil
	}
	return call, party, err
}

type orderMoveIn struct {
	ID   string `path:"id" maxLength:"36" doc:"工单编号"`
	Body struct {
		Version   int                 `json:"version" minimum:"1" doc:"看到的是第几个动作之后的工单"`
		Move      orders.MoveName     `json:"move" enum:"hand_over,reassign,sign,work,decide,appoint,reply,return,ask_extension,approve_extension,refuse_extension,call_back,unreached,redo,close,merge,supervise,note,book,send_back,object" doc:"动作"`
		Reason    string              `json:"reason,omitempty" maxLength:"32" doc:"原因代码"`
		Unit      string              `json:"unit,omitempty" maxLength:"36" doc:"转办、改派给哪个承办单位"`
		Days      int                 `json:"days,omitempty" minimum:"0" maximum:"60" doc:"申请延长到几个工作日"`
		Satisfied orders.Satisfaction `json:"satisfied,omitempty" enum:"satisfied,dissatisfied" doc:"回访结果"`
		Other     string              `json:"other,omitempty" maxLength:"36" doc:"并入哪张工单"`
		Slot      string              `json:"slot,omitempty" maxLength:"36" doc:"预约的时段"`
		Values    orders.Values       `json:"values,omitempty" doc:"受理决定或办结时的栏目"`
		Writing   orders.OrderWriting `json:"writing,omitzero" doc:"说明、答复"`
	}
}

func (h handlers) move(ctx context.Context, in *orderMoveIn) (*storyOut, error) {
	person, err := h.Who(ctx, MoveOrders)
	if err != nil {
		return nil, err
	}
	b := in.Body
	r := orders.Request{
		Version: b.Version, Move: b.Move, By: person.actor(), Reason: b.Reason, Writing: b.Writing,
		Payload: orders.Payload{Days: b.Days, Satisfied: b.Satisfied, Values: b.Values},
	}
	for _, id := range []struct {
		into *callcenter.ID
		text string
	}{{&r.Order, in.ID}, {&r.Payload.Unit, b.Unit}, {&r.Payload.Other, b.Other}, {&r.Payload.Slot, b.Slot}} {
		if *id.into, err = optional(id.text); err != nil {
			return nil, err
		}
	}
	order, err := h.Orders.Do(ctx, r)
	if errors.Is(err, orders.ErrOwn) {
		tried := callcenter.Change{By: person.Staff, Action: "order." + string(r.Move) + ".own_refused", Object: in.ID}
		return nil, h.Records.RefusedOwn(ctx, tried, err)
	}
	if err != nil {
		return nil, err
	}
	out, err := h.story(ctx, order.ID, person)
	if callcenter.Is(err, callcenter.NotFound) { // returned: it is his no more
		return &storyOut{orders.OrderStory{OrderEntry: orders.OrderEntry{Order: order}}}, nil
	}
	return out, err
}

type handOverIn struct {
	Body struct {
		Orders  []string            `json:"orders" minItems:"1" maxItems:"100" doc:"工单编号"`
		Unit    string              `json:"unit" minLength:"36" maxLength:"36" doc:"承办单位"`
		Writing orders.OrderWriting `json:"writing,omitzero" doc:"说明"`
	}
}

type handOverOut struct {
	Body struct {
		Done   []orders.Order   `json:"done"`
		Faults []orders.Unmoved `json:"faults" doc:"没有转办的,各有原因"`
	}
}

func (h handlers) handOver(ctx context.Context, in *handOverIn) (*handOverOut, error) {
	person, err := h.Who(ctx, MoveOrders)
	if err != nil {
		return nil, err
	}
	unit, err := callcenter.ParseID(in.Body.Unit)
	if err != nil {
		return nil, err
	}
	ids := make([]callcenter.ID, len(in.Body.Orders))
	for i, text := range in.Body.Orders {
		if ids[i], err = callcenter.ParseID(text); err != nil {
			return nil, err
		}
	}
	out := new(handOverOut)
	out.Body.Done, out.Body.Faults = h.Orders.HandOverAll(ctx, ids, unit, person.actor(), in.Body.Writing)
	return out, nil
}

type orderNumberIn struct {
	ID   string `path:"id" maxLength:"36" doc:"工单编号"`
	Body struct {
		Reason string `json:"reason" minLength:"2" maxLength:"200" doc:"查看原因"`
	}
}

type orderNumberOut struct {
	Body struct {
		Number string `json:"number" doc:"联系电话"`
	}
}

// number opens the number to call. The look is noted first.
func (h handlers) number(ctx context.Context, in *orderNumberIn) (*orderNumberOut, error) {
	person, err := h.Who(ctx, SeeOrders)
	if err != nil {
		return nil, err
	}
	id, err := callcenter.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	number, order, err := h.Orders.NumberFor(ctx, id)
	if err != nil {
		return nil, err
	}
	look := records.Look{Staff: person.Staff, Action: "open_numbers", Call: order.Call, Party: order.Party, Object: "order " + id.String(), Reason: in.Body.Reason}
	if err := h.Records.Note(ctx, look); err != nil {
		return nil, err
	}
	out := new(orderNumberOut)
	out.Body.Number = number
	return out, nil
}

type orderFiguresIn struct {
	From time.Time `query:"from" required:"true" doc:"不早于(RFC 3339)"`
	To   time.Time `query:"to" required:"true" doc:"早于(RFC 3339)"`
}

type orderFiguresOut struct {
	Body struct {
		Figures []orders.OrderFigure `json:"figures"`
	}
}

func (h handlers) figures(ctx context.Context, in *orderFiguresIn) (*orderFiguresOut, error) {
	if _, err := h.Who(ctx, SeeFigures); err != nil {
		return nil, err
	}
	out := new(orderFiguresOut)
	var err error
	out.Body.Figures, err = h.Orders.Figures(ctx, in.From, in.To)
	return out, err
}
