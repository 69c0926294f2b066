package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hotline/agents"
	"hotline/callcenter"
)

type duty struct{ register *agents.Register }

func (d duty) add(api huma.API) {
	huma.Register(api, operation(api, http.MethodGet, "/api/duty-turns", "list-duty-turns", "值班表:半天一班;排班的人看全部,其余看自己的", agents.HaveSession,
		callcenter.Unavailable), d.list)
	huma.Register(api, operation(api, http.MethodPut, "/api/duty-turns/{day}/{half}/{staff}", "put-duty-turn", "排一个半天班,注明律所和专长", agents.PlanDuty,
		callcenter.Unavailable), d.put)
	huma.Register(api, operation(api, http.MethodDelete, "/api/duty-turns/{day}/{half}/{staff}", "remove-duty-turn", "撤掉一个半天班", agents.PlanDuty,
		callcenter.Unavailable), d.remove)
}

type turnsIn struct {
	From string `query:"from" required:"true" format:"date" doc:"从哪天"`
	To   string `query:"to" required:"true" format:"date" doc:"到哪天,含"`
	Mine bool   `query:"mine" doc:"只看自己的"`
}

type turnsOut struct {
	Body struct {
		Turns []agents.DutyTurn `json:"turns" doc:"按日期、上下午排列"`
	}
}

func (d duty) list(ctx context.Context, in *turnsIn) (*turnsOut, error) {
	s, err := me(ctx)
	if err != nil {
		return nil, err
	}
	from, err := day(in.From)
	if err != nil {
		return nil, err
	}
	to, err := day(in.To)
	if err != nil {
		return nil, err
	}
	whose := s.Staff.ID
	if agents.May(s.Staff.Roles, agents.PlanDuty) && !in.Mine {
		whose = ""
	}
	out := &turnsOut{}
	list, err := d.register.DutyTurns(ctx, from, to, whose)
	out.Body.Turns = append([]agents.DutyTurn{}, list...)
	return out, err
}

// OneTurn is a turn in an address. huma fills in only what is exported.
type OneTurn struct {
	Day   string             `path:"day" format:"date" doc:"哪一天"`
	Half  agents.Half        `path:"half" enum:"morning,afternoon,night" doc:"上午、下午或夜间"`
	Staff callcenter.AgentID `path:"staff" maxLength:"32" doc:"工号"`
}

type putTurn struct {
	OneTurn
	Body struct {
		Firm       string `json:"firm,omitempty" maxLength:"64" doc:"律所或单位"`
		Speciality string `json:"speciality,omitempty" maxLength:"64" doc:"专长"`
	}
}

func (d duty) put(ctx context.Context, in *putTurn) (*none, error) {
	at, err := day(in.Day)
	if err != nil {
		return nil, err
	}
	turn := agents.DutyTurn{Day: in.Day, Half: in.Half, Staff: in.Staff, Firm: in.Body.Firm, Speciality: in.Body.Speciality}
	return nil, d.register.PutDutyTurn(ctx, at, turn)
}

func (d duty) remove(ctx context.Context, in *OneTurn) (*none, error) {
	at, err := day(in.Day)
	if err != nil {
		return nil, err
	}
	return nil, d.register.RemoveDutyTurn(ctx, at, agents.DutyTurn{Day: in.Day, Half: in.Half, Staff: in.Staff})
}

func day(text string) (time.Time, error) {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return at, callcenter.Errorf(callcenter.Invalid, "日期 %q 应写作 2026-11-23", text)
	}
	return at, nil
}
