package figures

import (
	"maps"

	"hotline/callcenter"
	"hotline/records/tally"
)

// Page is figures that are read together: what the app shows under one address, the
// command line prints and an export holds.
type Page struct {
	Key      string    `json:"key"`
	Title    string    `json:"title"`
	Sections []Section `json:"sections"`
}

// Section is figures with the same dimensions.
type Section struct {
	Key     string                     `json:"key"`
	Title   string                     `json:"title"`
	Figures []string                   `json:"figures" doc:"指标名"`
	By      []tally.Dimension          `json:"by" doc:"可分的维度"`
	Default []tally.Dimension          `json:"default" doc:"先按什么分;没有则按时间"`
	Only    map[tally.Dimension]string `json:"only,omitempty" doc:"只看什么"`
	Chart   Chart                      `json:"chart" enum:"lines,bars,map,none"`
	Charted []string                   `json:"charted,omitempty" doc:"画在图上的指标:同一单位"`
}

// Chart is how a section is drawn.
type Chart string

// The charts. A map is of counties.
const (
	Lines Chart = "lines"
	Bars  Chart = "bars"
	Map   Chart = "map"
)

// PageNamed finds a page. NotFound: there is none.
func PageNamed(key string) (Page, error) {
	for _, p := range Pages() {
		if p.Key == key {
			return p, nil
		}
	}
	return Page{}, callcenter.Errorf(callcenter.NotFound, "没有名为 %q 的报表", key)
}

func ofCalls() []tally.Dimension {
	return append(without(tally.Wait), Team, Firm)
}

// Pages lists them in the order in which they are shown.
func Pages() []Page {
	return []Page{
		{"overview", "总览", overview()},
		{"service", "服务水平", service()},
		{"agents", "话务员", ofAgents()},
		{"subjects", "事项与区县", subjects()},
		{"satisfaction", "满意度", satisfaction()},
		{"orders", "工单与时限", ofOrders()},
		{"yi", "彝语与农民工", yi()},
		{"link", "12345 联动", link()},
	}
}

// Ask is what is asked for a section: its figures, divided as it is at first unless the
// ask says how, and what it only looks at beside the ask's own filters.
func (s Section) Ask(a Ask) Ask {
	a.Names = s.Figures
	if len(a.Query.By) == 0 && a.Query.Step == "" {
		a.Query.By = s.Default
	}
	only := map[tally.Dimension]string{}
	maps.Copy(only, a.Query.Only)
	maps.Copy(only, s.Only)
	a.Query.Only = only
	return a
}
