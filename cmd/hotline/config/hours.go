package config

import (
	"fmt"
	"io"
	"strings"
	"time"

	"hotline/callcenter"
)

const daysOfWeek = 7

// checkHours: each week has its days, spans do not overlap, and a day is an exception once.
func (l *settingsFaults) checkHours() {
	seen := map[string]bool{}
	for i, h := range l.Hours {
		at := fmt.Sprintf("hours[%d].", i)
		l.check(topicName.MatchString(h.Name), at+"name", "服务时间的代号 %q 应以小写字母开头,只含小写字母、数字、下划线、连字符", h.Name)
		l.check(!seen[h.Name], at+"name", "服务时间 %q 出现了两次", h.Name)
		seen[h.Name] = true
		l.check(h.Title != "", at+"title", "服务时间 %q 没有名称", h.Name)
		l.check(len(h.Week) == daysOfWeek, at+"week", "服务时间 %q 应写满星期一至星期日七天,现有 %d 天", h.Name, len(h.Week))
		for day, open := range h.Week {
			l.checkSpans(fmt.Sprintf("%sweek[%d]", at, day), fmt.Sprintf("服务时间 %q 星期第 %d 天", h.Name, day+1), open)
		}
		for j, e := range h.Exceptions {
			l.checkException(fmt.Sprintf("%sexceptions[%d].", at, j), h, j, e)
		}
	}
}

func (l *settingsFaults) checkException(at string, h callcenter.Hours, n int, e callcenter.Exception) {
	_, err := time.Parse(callcenter.DayForm, e.From)
	_, err2 := time.Parse(callcenter.DayForm, e.To)
	l.check(err == nil, at+"from", "服务时间 %q 的例外起始日 %q 应如 2026-10-01", h.Name, e.From)
	l.check(err2 == nil, at+"to", "服务时间 %q 的例外截止日 %q 应如 2026-10-07", h.Name, e.To)
	l.check(err != nil || err2 != nil || e.From <= e.To, at+"to", "服务时间 %q 的例外 %s 至 %s 前后颠倒", h.Name, e.From, e.To)
	for _, before := range h.Exceptions[:n] {
		l.check(e.To < before.From || before.To < e.From, at+"from", "服务时间 %q 的例外 %s 至 %s 与 %s 至 %s 重叠", h.Name, e.From, e.To, before.From, before.To)
	}
	l.checkSpans(at+"open", fmt.Sprintf("服务时间 %q 的例外 %s", h.Name, e.From), e.Open)
}

func (l *settingsFaults) checkSpans(at, what string, spans []callcenter.Span) {
	end := 0
	for _, s := range spans {
		from, to, err := s.Minutes()
		if err != nil {
			l.check(false, at, "%s:%v", what, err)
			continue
		}
		l.check(from >= end, at, "%s:时段 %s 应晚于前一个,不能重叠", what, s)
		end = to
	}
}

// writeHours shows how they are written where none are.
func writeHours(out io.Writer, hours []callcenter.Hours) {
	fmt.Fprint(out, "\n# 服务时间,由主题用 hours = \"代号\" 引用;没有引用的主题随时开放。week 从星期一起,[] 为全天不开放。\n"+
		"# 例外日期按 exceptions 的时段,没有 open 就是全天不开放。时间外的来电者听到说明,再转给主题的 instead(不写为默认主题)。\n")
	mark := ""
	if len(hours) == 0 {
		mark = "# "
		office := []callcenter.Span{"09:00-12:00", "14:00-17:30"}
		hours = []callcenter.Hours{{
			Name: "office", Title: "工作时间", Week: [][]callcenter.Span{office, office, office, office, office, nil, nil},
			Exceptions: []callcenter.Exception{{From: "2026-10-01", To: "2026-10-07", Title: "国庆节"}},
		}}
	}
	for _, h := range hours {
		week := make([]string, len(h.Week))
		for i, open := range h.Week {
			week[i] = spanList(open)
		}
		fmt.Fprintf(out, "%[1]s[[hours]]\n%[1]sname = %[2]q\n%[1]stitle = %[3]q\n%[1]sweek = [%[4]s]\n", mark, h.Name, h.Title, strings.Join(week, ", "))
		for _, e := range h.Exceptions {
			fmt.Fprintf(out, "%[1]s[[hours.exceptions]]\n%[1]sfrom = %[2]q\n%[1]sto = %[3]q\n%[1]stitle = %[4]q\n%[1]sopen = %[5]s\n", mark, e.From, e.To, e.Title, spanList(e.Open))
		}
	}
}

func spanList(spans []callcenter.Span) string {
	texts := make([]string, len(spans))
	for i, s := range spans {
		texts[i] = string(s)
	}
	return quoteList(texts)
}
