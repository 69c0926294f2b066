package queue

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"hotline/callcenter"
)

// constants are what is the same for every request of an owner: it is written into the text
// of the verbs, so that it is not sent, and not read, each time. A name in capitals
// stands for a value.
type constants struct {
	values map[string]string // by name, as Lua writes them
	head   string

	without []string // functions that nothing leads to with these values
}

var capitals = regexp.MustCompile(`\b(PREFIX|OWNER|PROMISE_FOR|COOL_DOWN|THIN|KEEPS)\b`)

// newConstants reads the rules; what is kept becomes reserve = { ["yi"] = 1 }.
func (q *Queue) newConstants(now Rules) (constants, error) {
	var head strings.Builder
	head.WriteString("local reserve = {")
	for _, r := range now.Reserve {
		if !skillName.MatchString(string(r.Skill)) || r.Keep < 1 {
			return constants{}, callcenter.Errorf(callcenter.Invalid, "预留 %s %d 人不对:技能名只能有字母、数字、_.-,人数至少 1", r.Skill, r.Keep)
		}
		fmt.Fprintf(&head, " [%q] = %d,", string(r.Skill), r.Keep)
	}
	head.WriteString(" }\n")
	var without []string
	if len(now.Reserve) == 0 {
		without = []string{"is_kept", "may_take", "release_kept"}
	}
	return constants{head: head.String(), without: without, values: map[string]string{
		"PREFIX":      "'" + q.keys.prefix + "'",
		"OWNER":       "'" + q.cfg.Owner + "'",
		"PROMISE_FOR": strconv.FormatInt(q.cfg.PromiseFor.Milliseconds(), 10),
		"KEEPS":       strconv.FormatBool(len(now.Reserve) > 0),
		"THIN":        strconv.Itoa(q.cfg.Thin),
		"COOL_DOWN":   strconv.FormatInt(now.CoolDown.Milliseconds(), 10),
	}}, nil
}

// write writes the values into a verb. A key's prefix becomes one with what follows it.
func (c constants) write(verb string) string {
	prefix := c.values["PREFIX"]
	verb = strings.ReplaceAll(verb, "PREFIX .. '", prefix[:len(prefix)-1])
	return c.head + capitals.ReplaceAllStringFunc(verb, func(name string) string { return c.values[name] })
}
