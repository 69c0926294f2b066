package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"hotline/agents"
	"hotline/callcenter"
)

// A unit's people find no other unit's order by any route, nor anything of calls.
func TestAUnitsRoutes(t *testing.T) {
	people := append(everyRole(), agents.Staff{ID: "other", Name: "另一单位", Roles: []agents.Role{agents.Unit}})
	f := newFloor(t, people...)
	manager, unit, other := f.signIn("manager"), f.signIn("unit"), f.signIn("other")
	ids := map[string]string{}
	for _, staff := range []string{"unit", "other"} {
		id := callcenter.NewID(time.Now()).String()
		ids[staff] = id
		if status, body := f.ask("PUT", "/api/units/"+id, manager, map[string]any{
			"name": "单位 " + staff, "kind": "centre", "region": "511111", "service_kinds": []string{}, "phone": "", "address": "", "active": true, "people": []string{staff},
		}); status != http.StatusNoContent {
			t.Fatalf("unit: %d %s", status, body)
		}
	}
	order := callcenter.NewID(time.Now()).String()
	status, body := f.ask("PUT", "/api/orders/"+order, manager, map[string]any{
		"kind": "follow_up", "region": "511111", "secrecy": "ordinary", "writing": map[string]string{"title": "欠薪求助", "phone": "13800001234"},
	})
	if status != http.StatusOK {
		t.Fatalf("order: %d %s", status, body)
	}
	_, rest, _ := strings.Cut(body, `"id":"`)
	order = rest[:36]
	move := func(token, move string, version int, more map[string]any) (int, string) {
		asked := map[string]any{"move": move, "version": version}
		for k, v := range more {
			asked[k] = v
		}
		return f.ask("POST", "/api/orders/"+order+"/moves", token, asked)
	}
	if status, body := move(manager, "hand_over", 1, map[string]any{"unit": ids["unit"]}); status != http.StatusOK {
		t.Fatalf("hand over: %d %s", status, body)
	}
	for _, q := range []struct {
		method, path string
		body         any
	}{
		{"GET", "/api/orders/" + order, nil},
		{"POST", "/api/orders/" + order + "/number", map[string]string{"reason": "联系"}},
		{"GET", "/api/orders/" + order + "/attachments/file", nil},
		{"POST", "/api/orders/" + order + "/moves", map[string]any{"move": "sign", "version": 2}},
	} {
		if status, body := f.ask(q.method, q.path, other, q.body); status != http.StatusNotFound || strings.Contains(body, "欠薪") {
			t.Errorf("%s %s: %d %s", q.method, q.path, status, body)
		}
	}
	for who, n := range map[string]int{unit: 1, other: 0} {
		status, body := f.ask("GET", "/api/orders", who, nil)
		if status != http.StatusOK || strings.Count(body, "欠薪求助") != n {
			t.Errorf("list: %d %s", status, body)
		}
	}
	if status, body := move(unit, "sign", 2, nil); status != http.StatusOK || !strings.Contains(body, `"state":"signed"`) {
		t.Errorf("sign: %d %s", status, body)
	}
	if status, body := move(unit, "sign", 2, nil); status != http.StatusConflict {
		t.Errorf("sign again: %d %s", status, body)
	}
	if status, body := f.ask("POST", "/api/orders/"+order+"/number", unit, map[string]string{"reason": "联系"}); status != http.StatusOK || !strings.Contains(body, "13800001234") {
		t.Errorf("his number: %d %s", status, body)
	}
	if status, body := f.ask("GET", "/api/audit", f.signIn("auditor"), nil); status != http.StatusOK || !strings.Contains(body, fmt.Sprintf("order %s", order)) {
		t.Errorf("the look is not noted: %d %s", status, body)
	}
}
