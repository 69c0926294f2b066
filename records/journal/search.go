package journal

import (
	"slices"
	"time"

	"hotline/callcenter"
	"hotline/records/bigram"
	"hotline/records/fold"
)

// searchRow is by what a consultation is found. What is strictly secret has no words.
type searchRow struct {
	Call      callcenter.ID        `json:"call"`
	ArrivedAt time.Time            `json:"arrived_at"`
	Topic     callcenter.TopicName `json:"topic,omitempty"`
	Region    string               `json:"region,omitempty"`
	Agents    []callcenter.AgentID `json:"agents"` // who talked in the call
	Words     string               `json:"words"`
}

func searchRowOf(rec fold.Record, open callcenter.Writing) searchRow {
	row := searchRow{
		Call: rec.Call.ID, ArrivedAt: rec.Call.ArrivedAt, Topic: rec.Call.Topic, Region: rec.Entered.Region,
		Agents: []callcenter.AgentID{}, Words: bigram.Vector(open.Summary, open.Answer),
	}
	for _, s := range rec.Segments {
		row.Agents = append(row.Agents, s.Agent)
	}
	slices.Sort(row.Agents)
	row.Agents = slices.Compact(row.Agents)
	return row
}
