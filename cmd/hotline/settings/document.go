package settings

import (
	"time"

	"hotline/callcenter"
	"hotline/cmd/hotline/config"
)

// Document is settings as pages and programs see them. Its fields have the names that
// faults are told by; durations are whole seconds.
type Document struct {
	Menu    MenuDocument         `json:"menu" doc:"按键菜单,只有一层"`
	Topics  []TopicDocument      `json:"topics" maxItems:"50" nullable:"false" doc:"业务主题"`
	Hours   []callcenter.Hours   `json:"hours" maxItems:"20" nullable:"false" doc:"服务时间"`
	Outside []callcenter.Outside `json:"outside" maxItems:"500" nullable:"false" doc:"允许接入通话的外部号码"`
	Reserve []callcenter.Reserve `json:"reserve" maxItems:"50" nullable:"false" doc:"预留:会这项技能的空闲话务员不多于 keep 人时,只接需要此技能的来电"`
}

// MenuDocument is the menu.
type MenuDocument struct {
	Choices    []callcenter.Choice  `json:"choices" maxItems:"12" nullable:"false" doc:"按键与主题"`
	Default    callcenter.TopicName `json:"default" doc:"不按键或按错太多次转到的主题,随时有人接"`
	Silence    int                  `json:"silence" doc:"提示说完后等多少秒"`
	WrongLimit int                  `json:"wrong_limit" doc:"按错几次转默认主题"`
}

// TopicDocument is a topic.
type TopicDocument struct {
	Name           callcenter.TopicName `json:"name" doc:"代号"`
	Title          string               `json:"title" maxLength:"64" doc:"名称,显示给话务员"`
	Language       callcenter.Language  `json:"language" doc:"zh 普通话,ii 彝语"`
	Priority       int                  `json:"priority" doc:"优先:到达时间当作早多少秒"`
	Steps          []StepDocument       `json:"steps" maxItems:"10" nullable:"false" doc:"由谁接:随等待逐步放宽"`
	MaxWait        int                  `json:"max_wait" doc:"最长等待秒数,0 不限"`
	WrapUp         int                  `json:"wrap_up" doc:"话后整理秒数,0 用通用的"`
	Strategy       callcenter.Strategy  `json:"strategy" doc:"选谁接"`
	MaxLength      int                  `json:"max_length" doc:"最多几人排队,0 不限"`
	RequireForm    bool                 `json:"require_form" doc:"通过话的人填完话务工单才派下一通"`
	LeaveWhenEmpty bool                 `json:"leave_when_empty" doc:"没有能接的人签入时,不让来电者空等"`
	Hours          string               `json:"hours" doc:"服务时间的代号,空则随时开放"`
	Instead        callcenter.TopicName `json:"instead" doc:"服务时间以外转到哪个主题,空则默认主题"`
}

// StepDocument is one step.
type StepDocument struct {
	After       int                      `json:"after" doc:"等了多少秒以后"`
	Require     []callcenter.Requirement `json:"require" maxItems:"10" nullable:"false" doc:"须全部满足的技能"`
	Interpreter bool                     `json:"interpreter,omitempty" doc:"需要翻译加入三方通话"`
}

func documentOf(s config.Settings) Document {
	d := Document{
		Menu: MenuDocument{
			Choices: some(s.Menu.Choices), Default: s.Menu.Default, Silence: inSeconds(s.Menu.Silence), WrongLimit: s.Menu.WrongLimit,
		},
		Topics: []TopicDocument{}, Hours: some(s.Hours), Outside: some(s.Outside), Reserve: some(s.Reserve),
	}
	for _, t := range s.Topics {
		topic := TopicDocument{
			Name: t.Name, Title: t.Title, Language: t.Language, Priority: inSeconds(t.Priority), Steps: []StepDocument{},
			MaxWait: inSeconds(t.MaxWait), WrapUp: inSeconds(t.WrapUp), Strategy: t.Strategy, MaxLength: t.MaxLength,
			RequireForm: t.RequireForm, LeaveWhenEmpty: t.LeaveWhenEmpty, Hours: t.Hours, Instead: t.Instead,
		}
		for _, step := range t.Steps {
			topic.Steps = append(topic.Steps, StepDocument{inSeconds(step.After), some(step.Require), step.Interpreter})
		}
		d.Topics = append(d.Topics, topic)
	}
	return d
}

func (d Document) settings() config.Settings {
	s := config.Settings{
		Menu: callcenter.Menu{
			Choices: d.Menu.Choices, Default: d.Menu.Default, Silence: ofSeconds(d.Menu.Silence), WrongLimit: d.Menu.WrongLimit,
		},
		Hours: d.Hours, Outside: d.Outside, Reserve: d.Reserve,
	}
	for _, t := range d.Topics {
		topic := callcenter.Topic{
			Name: t.Name, Title: t.Title, Language: t.Language, Priority: ofSeconds(t.Priority),
			MaxWait: ofSeconds(t.MaxWait), WrapUp: ofSeconds(t.WrapUp), Strategy: t.Strategy, MaxLength: t.MaxLength,
			RequireForm: t.RequireForm, LeaveWhenEmpty: t.LeaveWhenEmpty, Hours: t.Hours, Instead: t.Instead,
		}
		for _, step := range t.Steps {
			topic.Steps = append(topic.Steps, callcenter.Step{After: ofSeconds(step.After), Require: step.Require, Interpreter: step.Interpreter})
		}
		s.Topics = append(s.Topics, topic)
	}
	return s
}

// some is a list that is written as one even if nothing is in it.
func some[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// inSeconds rounds up: a duration that somebody wrote is never shown as none.
func inSeconds(d time.Duration) int { return int((d + time.Second - 1) / time.Second) }

func ofSeconds(n int) time.Duration { return time.Duration(n) * time.Second }
