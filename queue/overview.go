package queue

import (
	"cmp"
	"context"
	"slices"
	"time"

	"hotline/callcenter"
)

// Overview is the queue at one moment. The terminal, the REST and the metrics show it.
type Overview struct {
	At     time.Time                   `json:"at" doc:"Redis 的时钟"`
	Topics []TopicState                `json:"topics" doc:"各主题,按名称"`
	Agents map[callcenter.Presence]int `json:"agents" doc:"各状态的话务员人数;没有的状态不列"`
	Kept   []Kept                      `json:"kept" doc:"为需要某项技能的来电者预留的话务员"`
}

// TopicState is a topic at a glance.
type TopicState struct {
	Topic     callcenter.TopicName `json:"topic" doc:"业务主题"`
	Waiting   int                  `json:"waiting" doc:"排队人数"`
	Longest   int                  `json:"longest_seconds" doc:"排在第一位的人等了多少秒;没人排队为 0"`
	Expected  *int                 `json:"expected_seconds,omitempty" doc:"此刻来电预计要等多少秒;依据不足时不列"`
	Admission callcenter.Admission `json:"admission" enum:"open,drain,closed" doc:"open 开放,drain 只出不进,closed 关闭"`
}

// Kept is what is reserved of a skill, and what there is of it.
type Kept struct {
	callcenter.Reserve
	Free int `json:"free" doc:"此刻空闲的人数;不多于预留数时,只接需要此技能的来电"`
}

// Overview reads the queue as it is now.
func (q *Queue) Overview(ctx context.Context) (Overview, error) {
	plans := q.plans()
	_, names := registryOf(plans)
	var args []any
	for _, name := range names {
		plan := plans[callcenter.TopicName(name)]
		args = append(args, name, plan.steps, plan.priority.Milliseconds())
	}
	a, err := q.ask(ctx, "overview", args...)
	if err != nil {
		return Overview{}, wrap(err, "overview")
	}
	o := Overview{At: time.UnixMilli(a.now), Topics: []TopicState{}, Agents: map[callcenter.Presence]int{}, Kept: []Kept{}}
	for _, row := range a.rows {
		if text(row[0]) == "" {
			o.Kept = append(o.Kept, Kept{callcenter.Reserve{Skill: callcenter.Skill(text(row[1])), Keep: int(number(row[2]))}, int(number(row[3]))})
			continue
		}
		t := TopicState{
			Topic: callcenter.TopicName(text(row[0])), Waiting: int(number(row[1])), Admission: callcenter.Admission(text(row[3])),
		}
		if first := moment(row[2]); !first.IsZero() {
			t.Longest = max(0, int(o.At.Sub(first)/time.Second))
		}
		if wait := millis(row[4]); wait >= 0 {
			t.Expected = new(seconds(wait))
		}
		o.Topics = append(o.Topics, t)
	}
	slices.SortFunc(o.Kept, func(a, b Kept) int { return cmp.Compare(a.Skill, b.Skill) })
	agents, err := q.Agents(ctx)
	if err != nil {
		return Overview{}, err
	}
	for _, agent := range agents {
		o.Agents[agent.PresenceAt(o.At)]++
	}
	return o, nil
}

// Observe makes a queue that has no part in the centre read it. Unavailable: the index
// is being rebuilt.
func (q *Queue) Observe(ctx context.Context) error {
	generation, err := q.cfg.Redis.Get(ctx, q.keys.generation()).Result()
	if err != nil {
		return callcenter.Errorf(callcenter.Unavailable, "排队还没有建立,或正在重建: %w", err)
	}
	q.joined.Store(&generation)
	return nil
}
