package main

import (
	"strings"
	"testing"
	"time"

	"hotline/agents"
	"hotline/callcenter"
)

// The routes of a working day: one's own day and nobody else's, and a manager who puts an
// agent's state right, with a reason that stands in the audit.
func TestADayOverHTTP(t *testing.T) {
	people := everyRole()
	for i := range people {
		if people[i].ID == "duty" {
			people[i].Skills = map[callcenter.Skill]int{"mandarin": 90}
		}
	}
	f := newFloor(t, append(people, agents.Staff{ID: "other", Name: "另一位", Roles: []agents.Role{agents.Duty}})...)
	f.call("13800001111", "duty", callcenter.Form{}, callcenter.Writing{})
	try := func(who, method, path string, body any, status int, has string) {
		t.Helper()
		if got, text := f.ask(method, path, f.signIn(who), body); got != status || !strings.Contains(text, has) {
			t.Errorf("%s %s %s: %d %s", who, method, path, got, text)
		}
	}
	day := "/api/day?date=" + time.Now().Add(-time.Hour).In(callcenter.Leshan()).Format(time.DateOnly) // the call's
	try("duty", "GET", day, nil, 200, `"segments":1`)
	try("other", "GET", day, nil, 200, `"segments":0`)
	try("duty", "GET", "/api/day?date=2020-01-01", nil, 200, `"segments":0`)
	try("duty", "GET", "/api/day", nil, 200, `"presence_seconds"`)
	try("duty", "GET", "/api/day?date=yesterday", nil, 422, "date")
	try("manager", "GET", "/api/day", nil, 403, "没有")

	force := map[string]string{"intent": "break", "reason": "离席未归"}
	const state = "/api/agents/duty/presence"
	try("duty", "PUT", state, force, 403, "没有")
	try("manager", "PUT", state, map[string]string{"intent": "break"}, 422, "reason")
	try("manager", "PUT", state, map[string]string{"intent": "nonsense", "reason": "离席未归"}, 422, "intent")
	try("manager", "PUT", state, force, 409, "")
	f.drain()
	try("auditor", "GET", "/api/audit?action=force_presence", nil, 200, "离席未归")
}
