package agents

import (
	"hotline/callcenter"
)

// ruling is what a wish does to a shift.
type ruling int

const (
	refused ruling = iota // not legal
	keep                  // already so: no fact
	start                 // a shift begins
	change                // the intent changes
	end                   // the shift ends
)

type move struct{ from, to callcenter.Intent }

// moves is the one table of legal moves. A break changes into a break when the
// reason is another one.
var moves = map[move]ruling{
	{callcenter.WantsOut, callcenter.WantsCalls}:   start,
	{callcenter.WantsOut, callcenter.WantsBreak}:   refused,
	{callcenter.WantsOut, callcenter.WantsOut}:     keep,
	{callcenter.WantsCalls, callcenter.WantsCalls}: keep,
	{callcenter.WantsCalls, callcenter.WantsBreak}: change,
	{callcenter.WantsCalls, callcenter.WantsOut}:   end,
	{callcenter.WantsBreak, callcenter.WantsCalls}: change,
	{callcenter.WantsBreak, callcenter.WantsBreak}: keep,
	{callcenter.WantsBreak, callcenter.WantsOut}:   end,
}

// rule judges a wish about a shift; the zero shift is nobody's.
func rule(s Shift, to callcenter.Intent, reason string) ruling {
	from := s.Intent
	if from == "" {
		from = callcenter.WantsOut
	}
	switch r := moves[move{from, to}]; {
	case r == keep && to == callcenter.WantsBreak && reason != s.Reason:
		return change
	case r == keep && to == callcenter.WantsCalls && s.NotAnswering:
		return change // he was switched off after misses and is back
	default:
		return r
	}
}

// BreakReason is an entry of the dictionary of reasons.
type BreakReason struct {
	Code  string `json:"code" doc:"代码"`
	Title string `json:"title" doc:"名称"`
}

// Preparing is the reason of the break a session with a seat begins with. Nobody chooses it.
const Preparing = "preparing"

// resting is the reason of a break asked for by *2, which cannot tell one.
const resting = "rest"

var breakReasons = []BreakReason{
	{resting, "小休"},
	{"meal", "用餐"},
	{"meeting", "会议"},
	{"training", "培训"},
	{"other", "其他"},
}

// BreakReasons is the dictionary an agent chooses from.
func BreakReasons() []BreakReason { return append([]BreakReason(nil), breakReasons...) }

func reasonTitle(code string) (title string, known bool) {
	for _, r := range breakReasons {
		if r.Code == code {
			return r.Title, true
		}
	}
	switch code {
	case Preparing:
		return "登录准备", false
	case Arranged:
		return "主管安排", false
	}
	return code, false
}
