package queue

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"hotline/callcenter"
)

// plan is what a topic means to the scripts: its steps as text, which a waiting
// call carries along, so that no later change of configuration moves it.
type plan struct {
	steps          string // "0=yi>=80;15000=yi>=50"
	profiles       []string
	maxWait        time.Duration
	priority       time.Duration
	strategy       string // empty: least waste
	leaveWhenEmpty bool
	limits         string // "<most waiting>;<1: leave when nobody signed in fits>", empty without limits
}

// forWaiter: who waits for a call-back takes up no line and loses no time, so he may wait
// as long as it takes, and however many wait.
func (p plan) forWaiter(w callcenter.Waiter) plan {
	if slices.Contains(w.Standing, callcenter.CallBack) {
		p.maxWait, p.limits = 0, ""
	}
	return p
}

func strategyOf(t callcenter.Topic) string {
	if t.Strategy == callcenter.LeastWaste {
		return ""
	}
	return string(t.Strategy)
}

func limitsOf(t callcenter.Topic) string {
	if t.MaxLength == 0 && !t.LeaveWhenEmpty {
		return ""
	}
	return strconv.Itoa(t.MaxLength) + ";" + flag(t.LeaveWhenEmpty)
}

// A skill's name stands inside keys and texts that scripts take apart.
var skillName = regexp.MustCompile(`^[\p{L}\p{N}_.-]+$`)

func newPlans(topics []callcenter.Topic) (map[callcenter.TopicName]plan, error) {
	plans := make(map[callcenter.TopicName]plan, len(topics))
	for _, t := range topics {
		if len(t.Steps) == 0 {
			return nil, callcenter.Errorf(callcenter.Invalid, "业务主题 %s 没有技能步骤", t.Name)
		}
		p := plan{maxWait: t.MaxWait, priority: t.Priority, limits: limitsOf(t), strategy: strategyOf(t), leaveWhenEmpty: t.LeaveWhenEmpty}
		if t.Strategy != "" && !slices.Contains(callcenter.Strategies(), t.Strategy) {
			return nil, callcenter.Errorf(callcenter.Invalid, "业务主题 %s 的选人策略 %q 不认识", t.Name, t.Strategy)
		}
		var steps []string
		for i, s := range t.Steps {
			if i > 0 && s.After <= t.Steps[i-1].After {
				return nil, callcenter.Errorf(callcenter.Invalid, "业务主题 %s 第 %d 步的等待时间应大于上一步", t.Name, i+1)
			}
			profile, err := profileOf(s.Require)
			if err != nil {
				return nil, fmt.Errorf("topic %s step %d: %w", t.Name, i+1, err)
			}
			steps = append(steps, ms(s.After)+"="+profile)
			p.profiles = append(p.profiles, profile)
		}
		p.steps = strings.Join(steps, ";")
		plans[t.Name] = p
	}
	return plans, nil
}

// profileOf is the canonical text of requirements: "mandarin>=60&yi>=80". Who
// asks for nothing is content with anybody: "*".
func profileOf(require []callcenter.Requirement) (string, error) {
	if len(require) == 0 {
		return "*", nil
	}
	least := map[callcenter.Skill]int{}
	for _, r := range require {
		if !skillName.MatchString(string(r.Skill)) || r.Level < 0 || r.Level > 100 {
			return "", callcenter.Errorf(callcenter.Invalid, "技能要求 %s ≥ %d 不对:名称只能有字母、数字、_.-,等级 0 到 100", r.Skill, r.Level)
		}
		least[r.Skill] = max(least[r.Skill], r.Level)
	}
	parts := make([]string, 0, len(least))
	for skill, level := range least {
		parts = append(parts, string(skill)+">="+strconv.Itoa(level))
	}
	slices.Sort(parts)
	return strings.Join(parts, "&"), nil
}

func registryOf(plans map[callcenter.TopicName]plan) (profiles, topics []string) {
	for name, p := range plans {
		topics = append(topics, string(name))
		profiles = append(profiles, p.profiles...)
	}
	slices.Sort(topics)
	slices.Sort(profiles)
	return slices.Compact(profiles), topics
}

// skillsText is an agent's skills as the scripts read them.
func skillsText(skills map[callcenter.Skill]int) (string, error) {
	parts := make([]string, 0, len(skills))
	for skill, level := range skills {
		if !skillName.MatchString(string(skill)) {
			return "", callcenter.Errorf(callcenter.Invalid, "技能名 %q 只能有字母、数字、_.-", skill)
		}
		parts = append(parts, string(skill)+"="+strconv.Itoa(level))
	}
	slices.Sort(parts)
	return strings.Join(parts, ";"), nil
}

func ms(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }
