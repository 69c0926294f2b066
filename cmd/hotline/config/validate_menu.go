package config

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"hotline/callcenter"
)

var (
	topicName   = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,31}$`)
	outsideName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,31}$`)
	skillName   = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,31}$`)
)

// menu checks that every key leads somewhere, and silence to a person.
func (l *faultList) menu(c Config) {
	topics := map[callcenter.TopicName]bool{}
	for _, t := range c.Topics {
		topics[t.Name] = true
	}
	keys := map[string]bool{}
	for _, choice := range c.Menu.Choices {
		l.check(len(choice.Key) == 1 && strings.Contains("0123456789*#", choice.Key), "menu.choice 的 key=%q 应为一个按键(0-9、*、#)", choice.Key)
		l.check(!keys[choice.Key], "menu.choice 里按键 %q 出现了两次", choice.Key)
		l.check(topics[choice.Topic], "menu.choice 里按键 %q 指向的主题 %q 不存在,请在 [[topic]] 里加上", choice.Key, choice.Topic)
		keys[choice.Key] = true
	}
	l.check(topics[c.Menu.Default], "menu.default=%q 不存在,请在 [[topic]] 里加上", c.Menu.Default)
	l.check(c.Menu.Silence > 0 && c.Menu.Silence <= time.Minute, "menu.silence=%q 应在 1s 到 1m 之间", c.Menu.Silence)
	l.check(c.Menu.WrongLimit > 0, "menu.wrong_limit=%d 应大于 0", c.Menu.WrongLimit)
}

func (l *faultList) topics(topics []callcenter.Topic) {
	seen := map[callcenter.TopicName]bool{}
	for _, t := range topics {
		l.check(topicName.MatchString(string(t.Name)), "topic 的 name=%q 应以小写字母开头,只含小写字母、数字、下划线、连字符", t.Name)
		l.check(!seen[t.Name], "topic %q 出现了两次", t.Name)
		seen[t.Name] = true
		l.check(t.Title != "", "topic %q 没有 title", t.Name)
		l.check(t.Language == callcenter.Mandarin || t.Language == callcenter.Yi, "topic %q 的 language=%q 应为 zh 或 ii", t.Name, t.Language)
		l.check(t.Priority >= 0 && t.MaxWait >= 0 && t.WrapUp >= 0, "topic %q 的 priority、max_wait、wrap_up 不能小于 0", t.Name)
		l.check(t.Strategy == "" || slices.Contains(callcenter.Strategies(), t.Strategy), "topic %q 的 strategy=%q 不认识,应为 least_waste、longest_idle、fewest_calls、round_robin、best_level 或 random", t.Name, t.Strategy)
		l.check(t.MaxLength >= 0, "topic %q 的 max_length=%d 不能小于 0", t.Name, t.MaxLength)
		l.steps(t)
	}
}

// outside checks the numbers that may be brought into a call.
func (l *faultList) outside(numbers []callcenter.Outside) {
	seen := map[string]bool{}
	for _, o := range numbers {
		l.check(outsideName.MatchString(o.Name), "outside 的 name=%q 应只含小写字母、数字、连字符,最多 32 位", o.Name)
		l.check(!seen[o.Name], "outside %q 出现了两次", o.Name)
		seen[o.Name] = true
		l.check(o.Title != "", "outside %q 没有 title", o.Name)
		l.check(dialled.MatchString(o.Number), "outside %q 的 number=%q 应为 3 至 20 位数字", o.Name, o.Number)
	}
}

// reserve checks that each skill is kept once, and that somebody asks for it.
func (l *faultList) reserve(c Config) {
	asked, kept := map[callcenter.Skill]bool{}, map[callcenter.Skill]bool{}
	for _, t := range c.Topics {
		for _, s := range t.Steps {
			for _, r := range s.Require {
				asked[r.Skill] = true
			}
		}
	}
	for _, r := range c.Reserve {
		l.check(asked[r.Skill], "reserve 里的技能 %q 没有主题要求", r.Skill)
		l.check(!kept[r.Skill], "reserve 里的技能 %q 出现了两次", r.Skill)
		l.check(r.Keep > 0, "reserve 里技能 %q 的 keep=%d 应大于 0", r.Skill, r.Keep)
		kept[r.Skill] = true
	}
}

// steps checks that a topic asks for something at once, and relaxes in order.
func (l *faultList) steps(t callcenter.Topic) {
	if len(t.Steps) == 0 {
		l.check(false, "topic %q 没有 steps:不知道该由谁接", t.Name)
		return
	}
	l.check(t.Steps[0].After == 0, "topic %q 第一步的 after=%q 应为 0s,否则来电者一开始没人可接", t.Name, t.Steps[0].After)
	for i, s := range t.Steps {
		l.check(i == 0 || s.After > t.Steps[i-1].After, "topic %q 第 %d 步的 after=%q 应晚于上一步", t.Name, i+1, s.After)
		l.check(t.MaxWait == 0 || s.After < t.MaxWait, "topic %q 第 %d 步的 after=%q 不早于 max_wait=%q,永远轮不到", t.Name, i+1, s.After, t.MaxWait)
		for _, r := range s.Require {
			l.check(skillName.MatchString(string(r.Skill)), "topic %q 第 %d 步的技能名 %q 应以小写字母开头,只含小写字母、数字、下划线、连字符", t.Name, i+1, r.Skill)
			l.check(r.Level >= 0 && r.Level <= 100, "topic %q 第 %d 步的 level=%d 应在 0 到 100 之间", t.Name, i+1, r.Level)
		}
	}
}
