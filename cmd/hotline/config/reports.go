package config

import (
	"strconv"

	"hotline/records/figures"
)

// Reports are what the definitions of figures leave to the centre.
type Reports struct {
	Within int `toml:"service_level" default:"20" comment:"服务水平:多少秒以内接通算达标"`
	Short  int `toml:"short_abandon" default:"5" comment:"短时放弃:排队多少秒以内挂断的"`
}

// Rules are those all figures follow: which ratings satisfy is the same as for call-backs.
func (c Config) Rules() figures.Rules {
	rules := figures.Rules{Short: c.Reports.Short, Within: c.Reports.Within}
	for _, level := range c.Call.Satisfied {
		if n, err := strconv.Atoi(level); err == nil {
			rules.Satisfied = append(rules.Satisfied, n)
		}
	}
	return rules
}
