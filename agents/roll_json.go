package agents

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"hotline/callcenter"
)

type jsonStaff struct {
	ID          callcenter.AgentID       `json:"id"`
	Name        string                   `json:"name"`
	Roles       []string                 `json:"roles"`
	County      string                   `json:"county"`
	Team        string                   `json:"team"`
	Skills      map[callcenter.Skill]int `json:"skills"`
	WrapUp      int                      `json:"wrap_up"` // seconds
	DefaultSeat callcenter.SeatID        `json:"default_seat"`
	Active      *bool                    `json:"active"`
	Password    string                   `json:"password"`
	MustChange  bool                     `json:"must_change"`
}

type jsonSeat struct {
	ID     callcenter.SeatID `json:"id"`
	Title  string            `json:"title"`
	Active *bool             `json:"active"`
}

// ReadJSON reads {"seats": [{…}], "staff": [{…}]}. All faults are named, with
// their lines; after text that is no JSON nothing more can be read.
func ReadJSON(data []byte) (Roll, error) {
	r := jsonReader{data: data, dec: json.NewDecoder(bytes.NewReader(data))}
	if !r.delim('{') {
		r.complain("应为 {\"seats\": [...], \"staff\": [...]}")
		return Roll{}, refusal(r.faults)
	}
	for r.more() {
		key, _ := r.dec.Token()
		each, known := map[any]func(json.RawMessage, int){"staff": r.staff, "seats": r.seat}[key]
		if !known {
			r.complain(fmt.Sprintf("不认识的内容 %q,只能有 seats 和 staff", fmt.Sprint(key)))
			break
		}
		if !r.delim('[') {
			r.complain(fmt.Sprintf("%s 应为数组", key))
			break
		}
		for r.more() {
			line := r.line()
			var raw json.RawMessage
			if err := r.dec.Decode(&raw); err != nil {
				r.complain("JSON 格式不对")
				return Roll{}, refusal(r.faults)
			}
			each(raw, line)
		}
		if !r.delim(']') {
			r.complain("JSON 格式不对")
			break
		}
	}
	if len(r.faults) == 0 && !r.delim('}') {
		r.complain("JSON 格式不对")
	}
	return r.roll, refusal(r.faults)
}

type jsonReader struct {
	data   []byte
	dec    *json.Decoder
	roll   Roll
	faults []Fault
}

// line is where the next value begins.
func (r *jsonReader) line() int {
	at := int(r.dec.InputOffset())
	rest := r.data[at:]
	at += len(rest) - len(bytes.TrimLeft(rest, " \t\r\n,:"))
	return 1 + bytes.Count(r.data[:at], []byte("\n"))
}

func (r *jsonReader) complain(text string) { r.faults = append(r.faults, Fault{r.line(), text}) }

func (r *jsonReader) more() bool { return len(r.faults) < 100 && r.dec.More() }

func (r *jsonReader) delim(want json.Delim) bool {
	got, err := r.dec.Token()
	return err == nil && got == want
}

// strict refuses names it does not know: a typo must not be taken for silence.
func (r *jsonReader) strict(raw json.RawMessage, into any, line int) bool {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	err := dec.Decode(into)
	if err == nil {
		return true
	}
	text := "内容应为对象"
	if wrong, is := errors.AsType[*json.UnmarshalTypeError](err); is && wrong.Field != "" {
		text = fmt.Sprintf("%s 的类型不对", wrong.Field)
	} else if _, name, unknown := strings.Cut(err.Error(), "unknown field "); unknown {
		text = "不认识的字段 " + name
	}
	r.faults = append(r.faults, Fault{line, text})
	return false
}

func (r *jsonReader) staff(raw json.RawMessage, line int) {
	var s jsonStaff
	if !r.strict(raw, &s, line) {
		return
	}
	e := StaffEntry{Line: line, Password: s.Password, Staff: Staff{
		ID: s.ID, Name: s.Name, County: s.County, Team: s.Team, Skills: s.Skills, WrapUp: seconds(s.WrapUp),
		DefaultSeat: s.DefaultSeat, Active: s.Active == nil || *s.Active, MustChange: s.MustChange,
	}}
	for _, word := range s.Roles {
		role, known := ParseRole(word)
		if !known {
			role = Role(word)
		}
		e.Roles = append(e.Roles, role)
	}
	r.roll.Staff = append(r.roll.Staff, e)
}

func (r *jsonReader) seat(raw json.RawMessage, line int) {
	var s jsonSeat
	if r.strict(raw, &s, line) {
		r.roll.Seats = append(r.roll.Seats, SeatEntry{Seat{ID: s.ID, Title: s.Title, Active: s.Active == nil || *s.Active}, line})
	}
}

// seconds keeps an absurd figure absurd instead of letting it overflow into a good one.
func seconds(n int) time.Duration {
	if n > int(longestWrapUp/time.Second) {
		return longestWrapUp + time.Second
	}
	return time.Duration(max(n, -1)) * time.Second
}
