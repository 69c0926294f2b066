package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hotline/agents"
	"hotline/callcenter"
)

type staff struct{ register *agents.Register }

// Account is an account as its administrator sees it: never its password.
type Account struct {
	ID          callcenter.AgentID       `json:"id" readOnly:"true" doc:"工号"`
	Name        string                   `json:"name" minLength:"1" maxLength:"64" doc:"姓名"`
	Roles       []agents.Role            `json:"roles" minItems:"1" doc:"角色:duty affairs manager unit admin auditor"`
	County      string                   `json:"county,omitempty" doc:"限定管理角色的县区代码"`
	Team        string                   `json:"team,omitempty" maxLength:"64" doc:"小组:报表按它分列"`
	Skills      map[callcenter.Skill]int `json:"skills,omitempty" doc:"技能与等级 0–100"`
	WrapUp      int                      `json:"wrap_up,omitempty" minimum:"0" maximum:"1800" doc:"话后整理秒数;0 用业务主题的"`
	DefaultSeat callcenter.SeatID        `json:"default_seat,omitempty" doc:"默认话机"`
	Active      bool                     `json:"active" doc:"在用"`
	Factor      bool                     `json:"factor,omitempty" readOnly:"true" doc:"已绑定验证器"`
}

// Phone is a seat.
type Phone struct {
	ID     callcenter.SeatID `json:"id" readOnly:"true" doc:"分机号,也是 SIP 用户名"`
	Title  string            `json:"title,omitempty" maxLength:"64" doc:"位置"`
	Active bool              `json:"active" doc:"在用"`
}

type listOut struct {
	Body struct {
		Staff []Account `json:"staff" doc:"全部账号,按工号排列"`
		Seats []Phone   `json:"seats" doc:"全部话机,按分机号排列"`
	}
}

type putAccount struct {
	ID   callcenter.AgentID `path:"id" maxLength:"32" doc:"工号"`
	Body Account
}

type putPhone struct {
	ID   callcenter.SeatID `path:"id" maxLength:"8" doc:"分机号"`
	Body Phone
}

type oneAccount struct {
	ID callcenter.AgentID `path:"id" maxLength:"32" doc:"工号"`
}

type passwordOut struct {
	Body struct {
		Password string `json:"password,omitempty" doc:"生成的初始密码,只显示这一次;空表示没有改"`
	}
}

func (s staff) add(api huma.API) {
	do := agents.AdministerStaff
	huma.Register(api, operation(api, http.MethodGet, "/api/staff", "list-staff", "全部账号和话机", do, callcenter.Unavailable), s.list)
	huma.Register(api, operation(api, http.MethodPut, "/api/staff/{id}", "put-staff", "新建或修改账号;新账号得到一次性显示的初始密码", do,
		callcenter.Conflict, callcenter.Unavailable), s.put)
	huma.Register(api, operation(api, http.MethodDelete, "/api/staff/{id}", "remove-staff", "删除账号;当班的随即签出", do,
		callcenter.NotFound, callcenter.Unavailable), s.remove)
	huma.Register(api, operation(api, http.MethodPost, "/api/staff/{id}/password", "reset-password", "重置密码,生成一次性显示的初始密码", do,
		callcenter.NotFound, callcenter.Unavailable), s.reset)
	huma.Register(api, operation(api, http.MethodDelete, "/api/staff/{id}/second-factor", "remove-factor", "解除别人的验证器(如手机丢失);他下次登录须重新绑定", do,
		callcenter.NotFound, callcenter.Unavailable), s.removeFactor)
	huma.Register(api, operation(api, http.MethodPut, "/api/seats/{id}", "put-seat", "登记或修改话机", do,
		callcenter.Conflict, callcenter.Unavailable), s.putSeat)
}

func (s staff) list(ctx context.Context, _ *none) (*listOut, error) {
	people, seats, err := s.register.List(ctx)
	if err != nil {
		return nil, err
	}
	out := &listOut{}
	out.Body.Staff, out.Body.Seats = []Account{}, []Phone{}
	for _, p := range people {
		out.Body.Staff = append(out.Body.Staff, Account{
			ID: p.ID, Name: p.Name, Roles: p.Roles, County: p.County, Team: p.Team, Skills: p.Skills,
			WrapUp: int(p.WrapUp.Seconds()), DefaultSeat: p.DefaultSeat, Active: p.Active, Factor: p.Factor != "",
		})
	}
	for _, p := range seats {
		out.Body.Seats = append(out.Body.Seats, Phone{ID: p.ID, Title: p.Title, Active: p.Active})
	}
	return out, nil
}

func (s staff) put(ctx context.Context, in *putAccount) (*passwordOut, error) {
	report, err := s.register.Import(ctx, agents.Roll{Staff: []agents.StaffEntry{{Staff: agents.Staff{
		ID: in.ID, Name: in.Body.Name, Roles: in.Body.Roles, County: in.Body.County, Team: in.Body.Team, Skills: in.Body.Skills,
		WrapUp: time.Duration(in.Body.WrapUp) * time.Second, DefaultSeat: in.Body.DefaultSeat, Active: in.Body.Active,
	}}}})
	if err != nil {
		return nil, err
	}
	out := &passwordOut{}
	out.Body.Password = report.Generated[in.ID]
	return out, nil
}

func (s staff) remove(ctx context.Context, in *oneAccount) (*none, error) {
	return nil, s.register.Remove(ctx, in.ID)
}

func (s staff) reset(ctx context.Context, in *oneAccount) (*passwordOut, error) {
	out := &passwordOut{}
	out.Body.Password = agents.GeneratePassword()
	return out, s.register.SetPassword(ctx, in.ID, out.Body.Password, true)
}

// removeFactor: not one's own. A session left open must not be enough to get rid of it.
func (s staff) removeFactor(ctx context.Context, in *oneAccount) (*none, error) {
	session, err := me(ctx)
	if err != nil {
		return nil, err
	}
	if session.Staff.ID == in.ID {
		return nil, callcenter.Errorf(callcenter.Denied, "不能解除自己的验证器,请由另一位系统管理员操作")
	}
	return nil, s.register.RemoveFactor(ctx, in.ID)
}

func (s staff) putSeat(ctx context.Context, in *putPhone) (*none, error) {
	_, err := s.register.Import(ctx, agents.Roll{Seats: []agents.SeatEntry{{Seat: agents.Seat{ID: in.ID, Title: in.Body.Title, Active: in.Body.Active}}}})
	return nil, err
}
