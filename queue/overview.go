package queue

import (
	"context"
	"strings"
	"time"

	"hotline/callcenter"
)

// Overview is the queue at one moment. The terminal, the REST and the metrics show it.
type Overview struct {
	At     time.Time                   `json:"at" doc:"Redis 的时钟"`
	Topics []TopicState                `json:"topics" doc:"各主题,按名称"`
	Agents map[callcenter.Presence]int `json:"agents" doc:"各状态的话务员人数;没有的状态不列"`
}

// TopicState is a topic at a glance.
type TopicState struct {
	Topic     callcenter.TopicName `json:"topic" doc:"业务主题"`
	Waiting   int                  `json:"waiting" doc:"排队人数"`
	Longest   int                  `json:"longest_seconds" doc:"排在第一位的人等了多少秒;没人排队为 0"`
	Admission callcenter.Admission `json:"admission" enum:"open,drain,closed" doc:"open 开放,drain 只出不进,closed 关闭"`
}

// Overview reads the queue as it is now.
func (q *Queue) Overview(ctx context.Context) (Overview, error) {
	_, names := registryOf(*q.plans.Load())
	a, err := q.ask(ctx, "topics", strings.Join(names, ";"))
	if err != nil {
		return Overview{}, wrap(err, "overview")
	}
	o := Overview{At: time.UnixMilli(a.now), Topics: []TopicState{}, Agents: map[callcenter.Presence]int{}}
	for _, row := range a.rows {
		t := TopicState{
			Topic: callcenter.TopicName(text(row[0])), Waiting: int(number(row[1])), Admission: callcenter.Admission(text(row[3])),
		}
		if first := moment(row[2]); !first.IsZero() {
			t.Longest = max(0, int(o.At.Sub(first)/time.Second))
		}
		o.Topics = append(o.Topics, t)
	}
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
