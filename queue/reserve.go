package queue

import (
	"fmt"
	"strings"

	"hotline/callcenter"
)

// given is the configuration that is the same for every request, as the verbs read it:
// what is kept is reserve = { ["yi"] = 1 }.
func (q *Queue) given(reserve []callcenter.Reserve) (string, error) {
	var text strings.Builder
	fmt.Fprintf(&text, "local thin, reserve = %d, {", q.cfg.Thin)
	for _, r := range reserve {
		if !skillName.MatchString(string(r.Skill)) || r.Keep < 1 {
			return "", callcenter.Errorf(callcenter.Invalid, "预留 %s %d 人不对:技能名只能有字母、数字、_.-,人数至少 1", r.Skill, r.Keep)
		}
		fmt.Fprintf(&text, " [%q] = %d,", string(r.Skill), r.Keep)
	}
	text.WriteString(" }\n")
	return text.String(), nil
}
