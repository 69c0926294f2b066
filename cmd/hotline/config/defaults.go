package config

import (
	"fmt"
	"time"

	"hotline/callcenter"
)

// Default is the configuration of an empty file.
func Default() Config {
	cfg := Config{Settings: Settings{Menu: defaultMenu(), Topics: defaultTopics(), Outside: defaultOutside()}}
	for f := range fields(&cfg) {
		if err := f.set(f.fallback); err != nil {
			panic(fmt.Sprintf("config: default of %s: %v", f.key(), err)) // a tag of ours is wrong: the first test says so
		}
	}
	return cfg
}

func defaultMenu() callcenter.Menu {
	return callcenter.Menu{
		Choices: []callcenter.Choice{
			{Key: "1", Topic: "consult"},
			{Key: "2", Topic: "yi"},
			{Key: "3", Topic: "wages"},
			{Key: "9", Topic: "complaint"},
			{Key: "0", Topic: "agent"},
		},
		Default:    "agent",
		Silence:    8 * time.Second,
		WrongLimit: 2,
	}
}

// defaultOutside are the numbers any centre has; a centre adds its lawyers and departments.
func defaultOutside() []callcenter.Outside {
	return []callcenter.Outside{
		{Name: "12345", Title: "12345 政务服务便民热线", Number: "12345", Channel: callcenter.City},
		{Name: "110", Title: "公安 110", Number: "110", Emergency: true},
		{Name: "119", Title: "消防 119", Number: "119", Emergency: true},
		{Name: "120", Title: "急救 120", Number: "120", Emergency: true},
		{Name: "122", Title: "交通事故 122", Number: "122", Emergency: true},
	}
}

// defaultTopics relax in steps, so that nobody meets a dead end: a caller in Yi is
// kept for those who speak it well, then for any who speak it, and then gets a
// Mandarin agent who calls in an interpreter.
func defaultTopics() []callcenter.Topic {
	step := func(after time.Duration, skills ...callcenter.Requirement) callcenter.Step {
		return callcenter.Step{After: after, Require: skills}
	}
	need := func(skill callcenter.Skill, level int) callcenter.Requirement {
		return callcenter.Requirement{Skill: skill, Level: level}
	}
	topic := func(name callcenter.TopicName, title string, priority time.Duration, steps ...callcenter.Step) callcenter.Topic {
		return callcenter.Topic{
			Name: name, Title: title, Language: callcenter.Mandarin,
			Priority: priority, Steps: steps, MaxWait: 15 * time.Minute, Strategy: callcenter.LeastWaste,
		}
	}
	interpreted := step(60*time.Second, need("mandarin", 60))
	interpreted.Interpreter = true
	yi := topic("yi", "彝语服务", 30*time.Second,
		step(0, need("yi", 80)), step(30*time.Second, need("yi", 1)), interpreted)
	yi.Language = callcenter.Yi
	return []callcenter.Topic{
		topic("consult", "普通话咨询", 0, step(0, need("mandarin", 60)), step(30*time.Second, need("mandarin", 1))),
		yi,
		topic("wages", "农民工工资", 15*time.Second,
			step(0, need("wages", 60)), step(30*time.Second, need("mandarin", 60)), step(60*time.Second, need("mandarin", 1))),
		topic("complaint", "投诉", 0, step(0, need("complaint", 50)), step(20*time.Second, need("mandarin", 60))),
		topic("agent", "人工服务", 0, step(0, need("mandarin", 1))),
	}
}
