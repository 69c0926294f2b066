package deadline

import (
	"fmt"
	"strconv"
	"strings"

	"hotline/callcenter"
)

// unitTitles are how limits are written in Chinese, the longer before what ends it.
var unitTitles = []struct {
	unit  Unit
	title string
}{{WorkingDays, "工作日"}, {Hours, "小时"}, {Days, "日"}}

// ParseLimit reads 5工作日, 7日 or 1小时.
func ParseLimit(text string) (Limit, error) {
	for _, u := range unitTitles {
		number, has := strings.CutSuffix(strings.TrimSpace(text), u.title)
		if !has {
			continue
		}
		n, err := strconv.Atoi(strings.TrimSpace(number))
		if err != nil || n < 1 || n > 1000 {
			break
		}
		return Limit{N: n, Unit: u.unit}, nil
	}
	return Limit{}, callcenter.Errorf(callcenter.Invalid, "时限 %q 应写成 5工作日、7日 或 1小时", text)
}

// String writes what ParseLimit reads.
func (l Limit) String() string {
	for _, u := range unitTitles {
		if u.unit == l.Unit {
			return fmt.Sprintf("%d%s", l.N, u.title)
		}
	}
	return ""
}
