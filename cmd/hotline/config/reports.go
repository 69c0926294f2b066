package config

import (
	"strconv"

	"hotline/records/figures"
)

// Reports are what the definitions of figures leave to the centre.
type Reports struct {
	Within   int `toml:"service_level" default:"20" comment:"服务水平:多少秒以内接通算达标"`
	DayStart int `toml:"day_start" default:"0" comment:"一天从几点开始(0 至 12),如 8:八点至次日八点算一天;星期与钟点仍按日历"`
	Short    int `toml:"short_abandon" default:"5" comment:"短时放弃:排队多少秒以内挂断的"`

	Font string `toml:"font" default:"/usr/share/fonts/truetype/wqy/wqy-microhei.ttc" comment:"导出 PDF 用的中文字体(TrueType;Debian 的 fonts-wqy-microhei);没有它只是不能导出 PDF"`
}

// Rules are those all figures follow: which ratings satisfy is the same as for call-backs.
func (c Config) Rules() figures.Rules {
	rules := figures.Rules{Short: c.Reports.Short, Within: c.Reports.Within, DayStart: c.Reports.DayStart}
	for _, level := range c.Call.Satisfied {
		if n, err := strconv.Atoi(level); err == nil {
			rules.Satisfied = append(rules.Satisfied, n)
		}
	}
	return rules
}
