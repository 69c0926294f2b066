package agents

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"hotline/callcenter"
)

// columns are the headings a CSV file may have, in Chinese or as in JSON. A
// file with a staff number is a list of staff, one without a list of seats.
var columns = map[string]string{
	"工号": "id", "id": "id", "姓名": "name", "name": "name", "角色": "roles", "roles": "roles",
	"县区": "county", "county": "county", "小组": "team", "team": "team", "技能": "skills", "skills": "skills",
	"话后整理": "wrap_up", "wrap_up": "wrap_up", "默认话机": "default_seat", "default_seat": "default_seat",
	"在用": "active", "active": "active", "密码": "password", "password": "password",
	"话机": "seat", "seat": "seat", "位置": "title", "title": "title",
}

const (
	staffColumns = "id name roles county team skills wrap_up default_seat active password"
	seatColumns  = "seat title active"
)

// ReadCSV reads a list of staff or of seats. All faults are named, with their lines.
func ReadCSV(data []byte) (Roll, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(data) {
		return Roll{}, refusal([]Fault{{0, "文件不是 UTF-8 编码:请在表格软件中另存为“CSV UTF-8”"}})
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.FieldsPerRecord, r.TrimLeadingSpace = -1, true
	head, err := r.Read()
	if err != nil {
		return Roll{}, refusal([]Fault{{1, "没有表头"}})
	}
	names, faults := heading(head)
	var roll Roll
	for len(faults) == 0 || names != nil {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if wrong, is := errors.AsType[*csv.ParseError](err); is {
			faults = append(faults, Fault{wrong.Line, "引号不配对,后面的内容无法读取"})
			break
		}
		line, _ := r.FieldPos(0)
		cell := map[string]string{}
		for i, value := range record {
			if i < len(names) {
				cell[names[i]] = strings.TrimSpace(value)
			} else if value != "" {
				faults = append(faults, Fault{line, fmt.Sprintf("多出第 %d 列:%q", i+1, value)})
			}
		}
		faults = append(faults, roll.add(cell, line)...)
	}
	return roll, refusal(faults)
}

// heading names the columns; nil when rows cannot be read by it.
func heading(head []string) (names []string, faults []Fault) {
	seen := map[string]bool{}
	for _, h := range head {
		name, known := columns[strings.ToLower(strings.TrimSpace(h))]
		if !known {
			faults = append(faults, Fault{1, fmt.Sprintf("不认识的列 %q", h)})
		} else if seen[name] {
			faults = append(faults, Fault{1, fmt.Sprintf("列 %q 出现了两次", h)})
		}
		seen[name] = true
		names = append(names, name)
	}
	allowed, needed := staffColumns, []string{"id", "name", "roles"}
	if !seen["id"] {
		allowed, needed = seatColumns, []string{"seat"}
	}
	for _, name := range needed {
		if !seen[name] {
			faults = append(faults, Fault{1, "缺少必需的列:人员要有 工号、姓名、角色,话机要有 话机"})
			return nil, faults
		}
	}
	for i, name := range names {
		if name != "" && !strings.Contains(" "+allowed+" ", " "+name+" ") {
			faults = append(faults, Fault{1, fmt.Sprintf("列 %q 不属于这张表", head[i])})
		}
	}
	return names, faults
}

// OneStaff is a roll of one account, from the texts of the columns named in English.
func OneStaff(cell map[string]string) (Roll, error) {
	var roll Roll
	faults := roll.add(cell, 0)
	return roll, refusal(faults)
}

// add reads one row.
func (roll *Roll) add(cell map[string]string, line int) (faults []Fault) {
	complain := func(format string, args ...any) { faults = append(faults, Fault{line, fmt.Sprintf(format, args...)}) }
	active, ok := parseYes(cell["active"])
	if !ok {
		complain("在用 %q 应为 是 或 否", cell["active"])
	}
	if _, seats := cell["seat"]; seats {
		roll.Seats = append(roll.Seats, SeatEntry{Seat{ID: callcenter.SeatID(cell["seat"]), Title: cell["title"], Active: active}, line})
		return faults
	}
	e := StaffEntry{Line: line, Password: cell["password"], Staff: Staff{
		ID: callcenter.AgentID(cell["id"]), Name: cell["name"], County: cell["county"], Team: cell["team"],
		DefaultSeat: callcenter.SeatID(cell["default_seat"]), Active: active,
	}}
	for _, word := range list(cell["roles"]) {
		role, known := ParseRole(word)
		if !known {
			role = Role(word) // the check of the account names it
		}
		e.Roles = append(e.Roles, role)
	}
	for _, word := range list(cell["skills"]) {
		name, level, _ := strings.Cut(strings.ReplaceAll(word, "\uff1a", ":"), ":")
		n, err := strconv.Atoi(strings.TrimSpace(level))
		if err != nil {
			complain("技能 %q 应写作 名称:等级,例如 mandarin:90", word)
			continue
		}
		if e.Skills == nil {
			e.Skills = map[callcenter.Skill]int{}
		}
		e.Skills[callcenter.Skill(strings.TrimSpace(name))] = n
	}
	if text := cell["wrap_up"]; text != "" {
		seconds, err := strconv.Atoi(strings.TrimSuffix(text, "s"))
		if err != nil || seconds > int(longestWrapUp/time.Second) {
			complain("话后整理 %q 应为秒数,最多 1800", text)
		} else {
			e.WrapUp = time.Duration(seconds) * time.Second
		}
	}
	roll.Staff = append(roll.Staff, e)
	return faults
}

// list splits a cell that holds several words.
func list(cell string) []string {
	return strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(";\uff1b\u3001,\uff0c| ", r) })
}

func parseYes(s string) (yes, ok bool) {
	switch strings.ToLower(s) {
	case "", "是", "yes", "true", "1":
		return true, true
	case "否", "no", "false", "0":
		return false, true
	}
	return false, false
}
