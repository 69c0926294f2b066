package agents

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"

	"hotline/callcenter"
)

// Staff is one account.
type Staff struct {
	ID          callcenter.AgentID       `json:"id"` // the badge
	Name        string                   `json:"name"`
	Roles       []Role                   `json:"roles"`
	County      string                   `json:"county,omitempty"` // GB/T 2260; limits a manager
	Team        string                   `json:"team,omitempty"`   // reports are divided by it
	Skills      map[callcenter.Skill]int `json:"skills,omitempty"`
	WrapUp      time.Duration            `json:"wrap_up,omitempty"` // 0: the topic's
	DefaultSeat callcenter.SeatID        `json:"default_seat,omitempty"`
	Active      bool                     `json:"active"`
	Hash        string                   `json:"hash,omitempty"`   // argon2id, of the password
	Factor      string                   `json:"factor,omitempty"` // the sealed secret of his second factor; "": none enrolled
	MustChange  bool                     `json:"must_change"`      // the password is not his own yet
	Version     int64                    `json:"version"`          // of roles, password and activity: an older session is over
}

// Seat is a phone agents work at. Its id is its extension and its SIP user;
// what it registers with is Asterisk's business.
type Seat struct {
	ID     callcenter.SeatID `json:"id"`
	Title  string            `json:"title,omitempty"` // where it stands
	Active bool              `json:"active"`
}

// What an account may ask for; the same figures stand in the schema.
const (
	longestWrapUp = 30 * time.Minute
	longestTeam   = 64
)

var (
	staffID   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$`)
	seatID    = regexp.MustCompile(`^[0-9]{2,8}$`)
	skillName = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,31}$`)
	county    = regexp.MustCompile(`^[0-9]{6}$`)
)

// faults lists in Chinese all that is wrong with an account in itself.
func (s Staff) faults() []string {
	var faults []string
	complain := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if !staffID.MatchString(string(s.ID)) {
		complain("工号 %q 应为 1 至 32 位字母、数字、下划线或连字符", s.ID)
	}
	if n := utf8.RuneCountInString(s.Name); n == 0 || n > 64 {
		complain("姓名应为 1 至 64 个字")
	}
	if utf8.RuneCountInString(s.Team) > longestTeam {
		complain("小组不超过 %d 字", longestTeam)
	}
	faults = append(faults, roleFaults(s.Roles, s.County)...)
	for _, skill := range slices.Sorted(maps.Keys(s.Skills)) {
		if !skillName.MatchString(string(skill)) {
			complain("技能名 %q 应以小写字母开头,只含小写字母、数字、下划线或连字符", skill)
		}
		if level := s.Skills[skill]; level < 0 || level > 100 {
			complain("技能 %s 的等级 %d 应在 0 至 100 之间", skill, level)
		}
	}
	if s.WrapUp < 0 || s.WrapUp > longestWrapUp || s.WrapUp%time.Second != 0 {
		complain("话后整理时间应为整秒,在 0 秒至 30 分钟之间")
	}
	if s.DefaultSeat != "" && !seatID.MatchString(string(s.DefaultSeat)) {
		complain("默认话机 %q 应为 2 至 8 位数字", s.DefaultSeat)
	}
	return faults
}

func roleFaults(roles []Role, area string) []string {
	var faults []string
	if len(roles) == 0 {
		faults = append(faults, "至少要有一个角色")
	}
	for _, r := range roles {
		if _, known := ParseRole(string(r)); !known {
			faults = append(faults, fmt.Sprintf("没有角色 %q,可用:%s", r, titles(AllRoles())))
		}
	}
	if slices.Contains(roles, Admin) && slices.Contains(roles, Auditor) {
		faults = append(faults, "系统管理员与审计员不能是同一个账号(三权分立)")
	}
	switch {
	case area == "":
	case !county.MatchString(area):
		faults = append(faults, fmt.Sprintf("县区代码 %q 应为 6 位数字", area))
	case !slices.Contains(roles, Manager):
		faults = append(faults, "只有管理角色可以限定县区")
	}
	return faults
}

func (s Seat) faults() []string {
	var faults []string
	if !seatID.MatchString(string(s.ID)) {
		faults = append(faults, fmt.Sprintf("话机 %q 应为 2 至 8 位数字", s.ID))
	}
	if utf8.RuneCountInString(s.Title) > 64 {
		faults = append(faults, "话机位置不应超过 64 个字")
	}
	return faults
}
