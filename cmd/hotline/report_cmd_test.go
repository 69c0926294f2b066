package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/zap"

	"hotline/agents"
	"hotline/callcenter"
	"hotline/cmd/hotline/controller"
	"hotline/records"
	"hotline/records/figures"
	"hotline/records/tally"
)

// TestReportsSayTheSameEverywhere: each section of each page over REST, from the command
// line's own reading of the same database, and as its terminal prints it.
func TestReportsSayTheSameEverywhere(t *testing.T) {
	f := newFloor(t,
		agents.Staff{ID: "2001", Name: "主任", Roles: []agents.Role{agents.Manager}},
		agents.Staff{ID: "1001", Name: "王芳", Roles: []agents.Role{agents.Duty}, Team: "一组", Skills: map[callcenter.Skill]int{"mandarin": 90}},
	)
	token := f.signIn("2001")
	for i := range 3 {
		f.call(fmt.Sprint("1380000000", i), "1001", callcenter.Form{
			DictionaryVersion: 1, CallerKinds: []string{"migrant_worker"}, Region: "511102", Matter1: "civil", Matter2: "wages", ServiceKind: "advice", Result: "answered", Secrecy: "ordinary",
		}, callcenter.Writing{Summary: "欠薪"})
	}
	f.drain()
	pool, _, err := openPostgres(t.Context(), f.file)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	r, err := records.OpenReads(records.Config{
		Postgres: pool, KeyFile: f.cfg.Keys.PartyFile, IndexKeyFile: f.cfg.Keys.IndexFile, Rules: f.cfg.Rules(), Groups: controller.GroupsOf(pool), Log: zap.NewNop(),
	})
	if err != nil {
		t.Fatal(err)
	}
	hour := time.Now().Truncate(time.Hour)
	ask := figures.Ask{Query: tally.Query{From: hour.Add(-24 * time.Hour), To: hour.Add(time.Hour)}, Now: time.Now()}
	for _, page := range figures.Pages() {
		titles, printed, err := readReports(t.Context(), r, page.Key, ask)
		if err != nil || len(titles) != len(page.Sections) {
			t.Fatalf("%s: %v, %v", page.Key, titles, err)
		}
		for i, section := range page.Sections {
			got := f.report(token, section.Ask(ask))
			if !same(got.Total, printed[i].Total) || !slices.EqualFunc(got.Lines, printed[i].Lines, same) {
				t.Errorf("%s, %s: over REST %+v, in the terminal %+v", page.Key, section.Key, got.Lines, printed[i].Lines)
			}
			text := new(bytes.Buffer)
			if err := writeReport(text, printed[i]); err != nil {
				t.Fatal(err)
			}
			for _, d := range got.Definitions {
				if want := figures.Text(got.Total.Figures[d.Name], d.Unit); !strings.Contains(text.String(), want) {
					t.Errorf("%s: the terminal does not print %s %s:\n%s", page.Key, d.Title, want, text)
				}
			}
		}
	}
	byTeam := ask
	byTeam.Names, byTeam.Query.By = []string{"talks"}, []tally.Dimension{figures.Team}
	if got := f.report(token, byTeam); len(got.Lines) != 1 || got.Lines[0].Values[0] != "一组" || *got.Lines[0].Figures["talks"] != 3 {
		t.Errorf("by team: %+v", got.Lines)
	}
	status, body := f.ask("GET", "/api/reports/calls?figure=talks&only="+url.QueryEscape("team=一组")+"&"+interval(ask.Query).Encode(), token, nil)
	var opened records.FigureRows
	if err := json.Unmarshal([]byte(body), &opened); err != nil || status != http.StatusOK || len(opened.Rows) != 3 {
		t.Errorf("the team's talks: %d %s", status, body)
	}
	for query, want := range map[string]int{
		"figure=talks&side=whole": http.StatusUnprocessableEntity, "figure=ready_time": http.StatusUnprocessableEntity, "figure=nothing": http.StatusNotFound,
	} {
		if status, body := f.ask("GET", "/api/reports/calls?"+query+"&"+interval(ask.Query).Encode(), token, nil); status != want {
			t.Errorf("%s: %d %s", query, status, body)
		}
	}
}

func interval(q tally.Query) url.Values {
	return url.Values{"from": {q.From.Format(time.RFC3339)}, "to": {q.To.Format(time.RFC3339)}}
}

// report is a report over REST.
func (f *floor) report(token string, ask figures.Ask) (report figures.Report) {
	f.t.Helper()
	query := interval(ask.Query)
	query.Set("names", strings.Join(ask.Names, ","))
	var by, only []string
	for _, d := range ask.Query.By {
		by = append(by, string(d))
	}
	for d, value := range ask.Query.Only {
		only = append(only, string(d)+"="+value)
	}
	query.Set("by", strings.Join(by, ","))
	query.Set("only", strings.Join(only, ","))
	status, body := f.ask("GET", "/api/reports/figures?"+query.Encode(), token, nil)
	if err := json.Unmarshal([]byte(body), &report); err != nil || status != http.StatusOK {
		f.t.Fatalf("report: %d %s, %v", status, body, err)
	}
	return report
}

func same(a, b figures.Line) bool {
	return slices.Equal(a.Values, b.Values) && maps.EqualFunc(a.Figures, b.Figures, func(x, y *float64) bool {
		return (x == nil) == (y == nil) && (x == nil || *x == *y)
	})
}
