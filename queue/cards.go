package queue

import (
	"encoding/json"
	"maps"
	"sync"

	"hotline/callcenter"
)

// cards are agents as they were read before: a promise carries its agent's card as
// text, and reading one costs as much as a script's whole work on it.
type cards struct {
	mu    sync.Mutex
	known map[string]callcenter.Agent
}

// Cards change at sign-in only; far more of them than agents means old ones.
const mostCards = 20_000

func (c *cards) read(card string) (callcenter.Agent, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	agent, known := c.known[card]
	if !known {
		if err := json.Unmarshal([]byte(card), &agent); err != nil {
			return agent, err
		}
		if c.known == nil || len(c.known) >= mostCards {
			c.known = map[string]callcenter.Agent{}
		}
		c.known[card] = agent
	}
	agent.Skills = maps.Clone(agent.Skills) // whoever gets it may change his own
	return agent, nil
}
