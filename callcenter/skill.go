package callcenter

import "time"

// Language is a BCP 47 tag.
type Language string

// The languages of the hotline.
const (
	Mandarin Language = "zh"
	Yi       Language = "ii"
)

// Skill is something an agent can do: "mandarin", "yi", "wages".
type Skill string

// Requirement is a skill and the least level (0 to 100) that fulfils it.
type Requirement struct {
	Skill Skill `toml:"skill" json:"skill"`
	Level int   `toml:"level" json:"level"`
}

// Step is what a caller needs from an agent once he has waited for After.
// All requirements must be met. The last step whose time has come counts, and
// it takes effect even if nothing else happens.
type Step struct {
	After       time.Duration `toml:"after" json:"after"`
	Require     []Requirement `toml:"require" json:"require"`
	Interpreter bool          `toml:"interpreter" json:"interpreter,omitempty"` // the agent will need a third party who speaks the caller's language
}

// Fits reports whether an agent with these skills meets the step.
func (s Step) Fits(skills map[Skill]int) bool {
	for _, r := range s.Require {
		if level, has := skills[r.Skill]; !has || level < r.Level {
			return false
		}
	}
	return true
}

// TopicName names a topic in configuration, facts and URLs: "consult", "yi", "wages".
type TopicName string

// Topic is what a caller asked for: data, held in the configuration file.
type Topic struct {
	Name     TopicName     `toml:"name" json:"name"`
	Title    string        `toml:"title" json:"title"` // Chinese, shown to agents
	Language Language      `toml:"language" json:"language"`
	Priority time.Duration `toml:"priority" json:"priority"` // what the topic's priority is worth: arrival counts as this much earlier
	Steps    []Step        `toml:"steps" json:"steps"`
	MaxWait  time.Duration `toml:"max_wait" json:"max_wait"` // then the caller leaves with outcome timeout; 0 is no limit
	WrapUp   time.Duration `toml:"wrap_up" json:"wrap_up"`

	Strategy Strategy `toml:"strategy" json:"strategy"` // empty: least_waste

	MaxLength      int  `toml:"max_length" json:"max_length"`             // with so many waiting the next leaves with outcome full; 0 is no limit
	RequireForm    bool `toml:"require_form" json:"require_form"`         // who talked is rung for nothing else before the consultation record is filled in
	LeaveWhenEmpty bool `toml:"leave_when_empty" json:"leave_when_empty"` // leave with outcome no_agents when nobody signed in could ever take the call

	Hours   string    `toml:"hours" json:"hours"`     // which Hours it keeps; empty: always open
	Instead TopicName `toml:"instead" json:"instead"` // where who chooses it outside its hours goes; empty: the menu's default
}

// Reserve keeps agents of a skill for callers who need it: while no more of them are
// free than Keep, they take only calls that ask for the skill, and those meant for them
// in person. An agent of a skill is one who can serve some step that asks for it.
type Reserve struct {
	Skill Skill `toml:"skill" json:"skill"`
	Keep  int   `toml:"keep" json:"keep"`
}

// Strategy chooses among the free agents who fit. Equal ones: the longest idle.
type Strategy string

// The strategies.
const (
	LeastWaste  Strategy = "least_waste"  // whose other skills are needed least
	LongestIdle Strategy = "longest_idle" //
	FewestCalls Strategy = "fewest_calls" // accepted since he signed in
	RoundRobin  Strategy = "round_robin"  // rung longest ago
	BestLevel   Strategy = "best_level"   // highest in the first skill asked for
	AtRandom    Strategy = "random"
)

// Strategies lists them.
func Strategies() []Strategy {
	return []Strategy{LeastWaste, LongestIdle, FewestCalls, RoundRobin, BestLevel, AtRandom}
}

// Admission is whether a topic takes calls. It is what an operator sets, not configuration.
type Admission string

// The admissions.
const (
	Open  Admission = "open"
	Drain Admission = "drain"  // takes no more, serves those that wait
	Shut  Admission = "closed" // takes no more, and turns those that wait away
)
