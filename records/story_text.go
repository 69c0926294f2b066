package records

import (
	"fmt"
	"io"
	"strings"

	"hotline/callcenter"
	"hotline/records/fold"
)

const (
	fullTime = "2006-01-02 15:04:05.000"
	dayTime  = "15:04:05.000"
)

// leshan is the hotline's time. China has kept no summer time since 1991, so a fixed
// zone needs no time zone files on the machine.

// Write tells the story in Chinese, for a terminal.
func (s Story) Write(w io.Writer) error {
	t := narrator{w: w}
	c := s.Record.Call
	t.say("来电 %s", c.ID)
	t.say("  %s → %s   %s 到达", s.Number, dash(c.Called), c.ArrivedAt.In(callcenter.Leshan()).Format(fullTime))
	t.say("  主题 %s   语言 %s   等待 %s   通话 %s   保持 %s", dash(string(c.Topic)), dash(string(c.Language)), seconds(c.WaitMS), seconds(c.TalkMS), seconds(c.HeldMS))
	if c.EndedAt.IsZero() {
		t.say("  尚未结束")
	} else {
		t.say("  结果 %s%s   %s挂机   %s 结束", outcomeText(c.Outcome), bracket(c.Reason), sideText(c.EndedBy), c.EndedAt.In(callcenter.Leshan()).Format(dayTime))
	}
	t.say("经过(%d 条事实)", len(s.Facts))
	for _, f := range s.Facts {
		t.say("  %s  %+9.3f  %s", f.At.In(callcenter.Leshan()).Format(dayTime), f.At.Sub(c.ArrivedAt).Seconds(), FactText(f.Data))
	}
	t.talks(s.Record)
	t.consultation(s.Record.Consultation, s.Record.Entered)
	return t.err
}

// CallLine is one call in one line of a list.
func CallLine(c fold.Call) string {
	end := "进行中"
	if !c.EndedAt.IsZero() {
		end = outcomeText(c.Outcome) + bracket(c.Reason)
	}
	return fmt.Sprintf("%s  %s  主题 %s  话务员 %s  等待 %s  通话 %s  %s", c.ArrivedAt.In(callcenter.Leshan()).Format(fullTime), c.ID,
		dash(string(c.Topic)), dash(string(c.AnsweredBy)), seconds(c.WaitMS), seconds(c.TalkMS), end)
}

// narrator writes lines until one fails.
type narrator struct {
	w   io.Writer
	err error
}

func (t *narrator) say(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintf(t.w, format+"\n", args...)
	}
}

func (t *narrator) talks(r fold.Record) {
	for i, s := range r.Segments {
		t.say("通话段 %d   话务员 %s   坐席 %s   %s 起   通话 %s   保持 %s   话后整理 %d 秒",
			i+1, s.Agent, dash(string(s.Seat)), s.StartedAt.In(callcenter.Leshan()).Format(dayTime), seconds(s.TalkMS), seconds(s.HeldMS), s.WrapUpMS/1000)
	}
	for _, x := range r.Recordings {
		length := "未结束"
		if x.Seconds != nil {
			length = fmt.Sprintf("%d 秒", *x.Seconds)
		}
		if x.Failed {
			length = "失败"
		}
		t.say("录音 %s   %s", x.Name, length)
		for _, g := range x.Gaps {
			to := "录音结束"
			if !g.To.IsZero() {
				to = g.To.In(callcenter.Leshan()).Format(dayTime)
			}
			t.say("  暂停 %s 至 %s   %s", g.From.In(callcenter.Leshan()).Format(dayTime), to, dash(string(g.By)))
		}
	}
	for _, x := range r.Ratings {
		answer := "未评价"
		if x.Score > 0 {
			answer = fmt.Sprintf("%d 分(1 为最满意)", x.Score)
		}
		t.say("评价   话务员 %s   %s", dash(string(x.Agent)), answer)
	}
}

func (t *narrator) consultation(auto fold.Consultation, c fold.Entered) {
	contact := map[string]string{"given": "已留", "refused": "未显示", "unknown": "不详"}[auto.Contact]
	t.say("话务工单   联系方式 %s   首接 %s   结果 %s%s", contact, dash(string(auto.Agent)), outcomeText(auto.Outcome), bracket(auto.Reason))
	if c.Revision == 0 {
		t.say("  尚未填写")
		return
	}
	t.say("  第 %d 版   %s 填写   %s", c.Revision, c.Author, c.SavedAt.In(callcenter.Leshan()).Format(fullTime))
	t.say("  人群 %s   地区 %s   事项 %s/%s   服务 %s   办理 %s%s   密级 %s",
		dash(strings.Join(c.CallerKinds, " ")), dash(c.Region), dash(c.Matter1), dash(c.Matter2), dash(c.ServiceKind), dash(c.Result), bracket(c.ResultReason), c.Secrecy)
}

func dash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

func bracket(s string) string {
	if s == "" {
		return ""
	}
	return "(" + s + ")"
}

func seconds(ms *int64) string {
	if ms == nil {
		return "—"
	}
	return fmt.Sprintf("%.3f 秒", float64(*ms)/1000)
}

func sideText(s callcenter.Side) string {
	switch s {
	case callcenter.ByCaller:
		return "来电者"
	case callcenter.ByAgent:
		return "话务员"
	case callcenter.BySystem:
		return "系统"
	}
	return "—"
}

// outcomeText is the outcome in Chinese.
func outcomeText(o callcenter.Outcome) string {
	switch o {
	case callcenter.Completed:
		return "已接通"
	case callcenter.Abandoned:
		return "来电者放弃"
	case callcenter.TimedOut:
		return "等待超时"
	case callcenter.NoAgents:
		return "无人值守"
	case callcenter.Full:
		return "排队已满"
	case callcenter.Closed:
		return "主题已关闭"
	case callcenter.Moved:
		return "转到其他主题"
	case callcenter.Refused:
		return "未受理"
	case callcenter.AskedBack:
		return "约定回拨"
	case callcenter.Unreached:
		return "回拨未接通"
	case callcenter.CalledAgain:
		return "来电者已再次来电"
	case callcenter.Message:
		return "已留言"
	case callcenter.Failed:
		return "故障"
	case "":
		return "—"
	}
	return string(o)
}
