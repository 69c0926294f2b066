package callcenter

import "time"

// Menu is the one level of keys a caller is offered. It is data.
type Menu struct {
	Choices    []Choice      `toml:"choice" json:"choices"`
	Default    TopicName     `toml:"default" json:"default"` // silence, or too many wrong keys: a Mandarin agent
	Silence    time.Duration `toml:"silence" json:"silence"` // after the last prompt
	WrongLimit int           `toml:"wrong_limit" json:"wrong_limit"`
}

// Choice is one key.
type Choice struct {
	Key   string    `toml:"key" json:"key"`
	Topic TopicName `toml:"topic" json:"topic"`
}

// Topic is what a key chooses.
func (m Menu) Topic(key string) (TopicName, bool) {
	for _, c := range m.Choices {
		if c.Key == key {
			return c.Topic, true
		}
	}
	return "", false
}
