package agents

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"hotline/callcenter"
)

// Standing is an agent's presence as a screen shows it.
type Standing struct {
	Agent       callcenter.AgentID  `json:"agent" doc:"工号"`
	Name        string              `json:"name" doc:"姓名"`
	Seat        callcenter.SeatID   `json:"seat,omitempty" doc:"话机"`
	Intent      callcenter.Intent   `json:"intent" enum:"ready,break,signed_out" doc:"本人意愿"`
	Reason      string              `json:"reason,omitempty" doc:"小休原因代码"`
	Presence    callcenter.Presence `json:"presence" enum:"signed_out,ready,ringing,talking,wrap_up,break,not_answering,unreachable" doc:"推导出的状态"`
	Title       string              `json:"title" doc:"状态名称"`
	Since       time.Time           `json:"since,omitzero" doc:"意愿开始的时间"`
	Why         string              `json:"why,omitempty" doc:"为什么现在不能接听"`
	Reachable   bool                `json:"reachable" doc:"话机可以振铃"`
	Misses      int                 `json:"misses,omitempty" doc:"连续未应答次数"`
	WrapUpUntil time.Time           `json:"wrap_up_until,omitzero" doc:"话后整理截止时间"`
	Call        string              `json:"call,omitempty" doc:"正在处理的来电编号"`
	Withheld    string              `json:"withheld,omitempty" doc:"要先做完什么才派下一通"`
	Pending     bool                `json:"pending,omitempty" doc:"意愿已记录,排队服务恢复后生效"`
}

var presenceTitles = map[callcenter.Presence]string{
	callcenter.SignedOut:    "未签入",
	callcenter.Ready:        "就绪",
	callcenter.Ringing:      "振铃",
	callcenter.Talking:      "通话",
	callcenter.WrapUp:       "话后整理",
	callcenter.OnBreak:      "小休",
	callcenter.NotAnswering: "未应答",
	callcenter.Unreachable:  "话机不可用",
}

// Standing is one agent's presence now.
func (a *Agents) Standing(ctx context.Context, agent callcenter.AgentID) Standing {
	ctx, cancel := context.WithTimeoutCause(ctx, queueTimeout, errors.New("queue did not answer"))
	defer cancel()
	asOf := a.now()
	st, err := a.queue.Agent(ctx, agent)
	if err == nil {
		a.hear(st, asOf)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if err != nil && !callcenter.Is(err, callcenter.NotFound) {
		st = a.index.word[agent] // the last there was
	}
	return a.stand(agent, st)
}

// Standings is everybody's presence who is on shift, in the order of their badges.
func (a *Agents) Standings(ctx context.Context) []Standing {
	a.look(ctx)
	a.mu.Lock()
	defer a.mu.Unlock()
	all := []Standing{}
	for id, s := range a.shifts {
		if s.open() {
			all = append(all, a.stand(id, a.index.word[id]))
		}
	}
	slices.SortFunc(all, func(x, y Standing) int { return cmp.Compare(x.Agent, y.Agent) })
	return all
}

// stand puts what is known here over what the queue last said: the will is ours,
// ringing, talking and wrap-up are the queue's. The caller holds mu.
func (a *Agents) stand(agent callcenter.AgentID, word callcenter.AgentState) Standing {
	s, staff := a.shifts[agent], a.people.Staff[agent]
	st := s.state(staff)
	if word.Shift == s.ID {
		st.Token, st.Call, st.Engaged, st.WrapUpUntil = word.Token, word.Call, word.Engaged, word.WrapUpUntil
	}
	now := time.Now()
	view := Standing{
		Agent: agent, Name: staff.Name, Intent: cmp.Or(st.Intent, callcenter.WantsOut), Reason: st.BreakReason,
		Presence: st.PresenceAt(now), Since: s.Since, Reachable: st.Reachable, Misses: st.Misses,
		Pending: s.Pending,
	}
	if s.open() {
		view.Seat = s.Seat
	}
	if view.Presence == callcenter.WrapUp {
		view.WrapUpUntil, view.Withheld = st.WrapUpUntil, a.withheld[agent]
	}
	if !st.Call.IsZero() {
		view.Call = st.Call.String()
	}
	view.Title = presenceTitles[view.Presence]
	view.Why = why(view, now)
	if view.Why == "" && s.Pending && a.index.away {
		view.Why = "排队服务正在恢复,恢复后自动生效"
	}
	return view
}

// why says in Chinese why calls do not come, and what to do about it.
func why(v Standing, now time.Time) string {
	switch v.Presence {
	case callcenter.SignedOut:
		return "尚未签入话机,不派来电"
	case callcenter.OnBreak:
		title, _ := reasonTitle(v.Reason)
		return fmt.Sprintf("正在小休(%s),点“就绪”后恢复派话", title)
	case callcenter.WrapUp:
		return fmt.Sprintf("话后整理中,%d 秒后恢复派话", int((v.WrapUpUntil.Sub(now)+time.Second-1)/time.Second))
	case callcenter.NotAnswering:
		return fmt.Sprintf("连续 %d 次未应答,已停止派话:点“就绪”后恢复", v.Misses)
	case callcenter.Unreachable:
		return fmt.Sprintf("话机 %s 未注册,无法接听:请检查话机电源和网络", v.Seat)
	}
	return ""
}
