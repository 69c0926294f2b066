package config

import (
	"fmt"
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

// settingsFaults collects what is wrong and where, so that all of it is told at once.
type settingsFaults struct {
	Settings
	list   []Fault
	topics map[callcenter.TopicName]callcenter.Topic
}

// Faults names everything wrong, in Chinese: for the file and for the page alike.
func (s Settings) Faults() []Fault {
	l := settingsFaults{Settings: s, topics: map[callcenter.TopicName]callcenter.Topic{}}
	for _, t := range s.Topics {
		l.topics[t.Name] = t
	}
	l.checkMenu()
	l.checkTopics()
	l.checkHours()
	l.checkOutside()
	l.checkReserve()
	return l.list
}

func (l *settingsFaults) check(ok bool, at, format string, args ...any) {
	if !ok {
		l.list = append(l.list, Fault{at, fmt.Sprintf(format, args...)})
	}
}

// checkMenu: every key leads somewhere, and silence to a person at any hour.
func (l *settingsFaults) checkMenu() {
	keys := map[string]bool{}
	for i, choice := range l.Menu.Choices {
		at := fmt.Sprintf("menu.choices[%d].", i)
		l.check(len(choice.Key) == 1 && strings.Contains("0123456789*#", choice.Key), at+"key", "按键 %q 应为一个键:0-9、* 或 #", choice.Key)
		l.check(!keys[choice.Key], at+"key", "按键 %q 出现了两次", choice.Key)
		_, known := l.topics[choice.Topic]
		l.check(known, at+"topic", "按键 %q 指向的主题 %q 不存在,请先加上这个主题", choice.Key, choice.Topic)
		keys[choice.Key] = true
	}
	fallback, known := l.topics[l.Menu.Default]
	l.check(known, "menu.default", "默认主题 %q 不存在,请先加上这个主题", l.Menu.Default)
	l.check(fallback.Hours == "", "menu.default", "默认主题 %q 不能定服务时间:主题可以停,热线不能停", l.Menu.Default)
	zero, has := l.Menu.Topic("0")
	l.check(!has || l.topics[zero].Hours == "", "menu.default", "按键 0 的主题 %q 不能定服务时间:来电者随时按 0 都应有人接", zero)
	l.check(l.Menu.Silence >= time.Second && l.Menu.Silence <= time.Minute, "menu.silence", "不按键等待 %s 应在 1 秒到 1 分钟之间", l.Menu.Silence)
	l.check(l.Menu.WrongLimit > 0, "menu.wrong_limit", "按错次数 %d 应大于 0", l.Menu.WrongLimit)
}

func (l *settingsFaults) checkTopics() {
	seen := map[callcenter.TopicName]bool{}
	hours := map[string]bool{"": true}
	for _, h := range l.Hours {
		hours[h.Name] = true
	}
	for i, t := range l.Topics {
		at := fmt.Sprintf("topics[%d].", i)
		l.check(topicName.MatchString(string(t.Name)), at+"name", "主题代号 %q 应以小写字母开头,只含小写字母、数字、下划线、连字符", t.Name)
		l.check(!seen[t.Name], at+"name", "主题 %q 出现了两次", t.Name)
		seen[t.Name] = true
		l.check(t.Title != "", at+"title", "主题 %q 没有名称", t.Name)
		l.check(t.Language == callcenter.Mandarin || t.Language == callcenter.Yi, at+"language", "主题 %q 的语言 %q 应为 zh 或 ii", t.Name, t.Language)
		l.check(t.Priority >= 0, at+"priority", "主题 %q 的优先不能小于 0", t.Name)
		l.check(t.MaxWait >= 0, at+"max_wait", "主题 %q 的最长等待不能小于 0", t.Name)
		l.check(t.WrapUp >= 0, at+"wrap_up", "主题 %q 的话后整理不能小于 0", t.Name)
		l.check(t.Strategy == "" || slices.Contains(callcenter.Strategies(), t.Strategy), at+"strategy", "主题 %q 的选人方式 %q 不认识,应为 least_waste、longest_idle、fewest_calls、round_robin、best_level 或 random", t.Name, t.Strategy)
		l.check(t.MaxLength >= 0, at+"max_length", "主题 %q 的排队人数上限 %d 不能小于 0", t.Name, t.MaxLength)
		l.check(hours[t.Hours], at+"hours", "主题 %q 的服务时间 %q 不存在,请先加上它", t.Name, t.Hours)
		if t.Instead != "" {
			instead, known := l.topics[t.Instead]
			l.check(known, at+"instead", "主题 %q 停时转到的主题 %q 不存在,请先加上这个主题", t.Name, t.Instead)
			l.check(instead.Hours == "", at+"instead", "主题 %q 停时转到的 %q 自己也定了服务时间:须转到随时有人接的主题", t.Name, t.Instead)
		}
		l.checkSteps(at, t)
	}
}

// checkSteps: a topic asks for something at once, and relaxes in order.
func (l *settingsFaults) checkSteps(at string, t callcenter.Topic) {
	if len(t.Steps) == 0 {
		l.check(false, at+"steps", "主题 %q 没有技能要求的步骤:不知道该由谁接", t.Name)
		return
	}
	l.check(t.Steps[0].After == 0, at+"steps[0].after", "主题 %q 第一步应从 0 秒起(现为 %s),否则来电者一开始没人可接", t.Name, t.Steps[0].After)
	for i, s := range t.Steps {
		step := fmt.Sprintf("%ssteps[%d].", at, i)
		l.check(i == 0 || s.After > t.Steps[i-1].After, step+"after", "主题 %q 第 %d 步的 %s 应晚于上一步", t.Name, i+1, s.After)
		l.check(t.MaxWait == 0 || s.After < t.MaxWait, step+"after", "主题 %q 第 %d 步的 %s 不早于最长等待 %s,永远轮不到", t.Name, i+1, s.After, t.MaxWait)
		for _, r := range s.Require {
			l.check(skillName.MatchString(string(r.Skill)), step+"require", "主题 %q 第 %d 步的技能名 %q 应以小写字母开头,只含小写字母、数字、下划线、连字符", t.Name, i+1, r.Skill)
			l.check(r.Level >= 0 && r.Level <= 100, step+"require", "主题 %q 第 %d 步的等级 %d 应在 0 到 100 之间", t.Name, i+1, r.Level)
		}
	}
}

// checkOutside: the numbers that may be brought into a call.
func (l *settingsFaults) checkOutside() {
	seen := map[string]bool{}
	for i, o := range l.Outside {
		at := fmt.Sprintf("outside[%d].", i)
		l.check(outsideName.MatchString(o.Name), at+"name", "外部号码的代号 %q 应只含小写字母、数字、连字符,最多 32 位", o.Name)
		l.check(!seen[o.Name], at+"name", "外部号码 %q 出现了两次", o.Name)
		seen[o.Name] = true
		l.check(o.Title != "", at+"title", "外部号码 %q 没有名称", o.Name)
		l.check(dialled.MatchString(o.Number), at+"number", "外部号码 %q 的 %q 应为 3 至 20 位数字", o.Name, o.Number)
		l.check(o.Channel == "" || o.Channel == callcenter.City && !o.Emergency, at+"channel", "外部号码 %q 的 channel 只能是 %q 或不写,紧急号码不写", o.Name, callcenter.City)
	}
}

// checkReserve: each skill is kept once, and somebody asks for it.
func (l *settingsFaults) checkReserve() {
	asked, kept := map[callcenter.Skill]bool{}, map[callcenter.Skill]bool{}
	for _, t := range l.Topics {
		for _, s := range t.Steps {
			for _, r := range s.Require {
				asked[r.Skill] = true
			}
		}
	}
	for i, r := range l.Reserve {
		at := fmt.Sprintf("reserve[%d].", i)
		l.check(asked[r.Skill], at+"skill", "预留的技能 %q 没有主题要求", r.Skill)
		l.check(!kept[r.Skill], at+"skill", "预留的技能 %q 出现了两次", r.Skill)
		l.check(r.Keep > 0, at+"keep", "技能 %q 预留的人数 %d 应大于 0", r.Skill, r.Keep)
		kept[r.Skill] = true
	}
}
