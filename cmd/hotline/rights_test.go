package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"hotline/agents"
	"hotline/callcenter"
	"hotline/cmd/hotline/config"
	"hotline/cmd/hotline/controller"
	"hotline/cmd/hotline/web"
)

const walkPassword = "correct horse battery"

// floor is a controller with its pages, on a Postgres and a Redis of the test's own;
// Asterisk is away.
type floor struct {
	t      *testing.T
	server *web.Server
	c      *controller.Controller
	cfg    config.Config
	file   string
	sounds string // of another controller
}

func newFloor(t *testing.T, people ...agents.Staff) *floor {
	t.Helper()
	file := configured(t)
	for name, value := range map[string]string{
		"REDIS_URL": os.Getenv("HOTLINE_TEST_REDIS"), "JOURNAL_DIR": t.TempDir(), "AGENTS_DIR": t.TempDir(), "RECORDINGS_DIR": t.TempDir(),
		"ASTERISK_SOUNDS": t.TempDir(), "ASTERISK_RECORDINGS": t.TempDir(),
		"AGENTS_SECOND_FACTOR": "false", "CENTER_NAME": "walk" + strings.ToLower(callcenter.NewID(time.Now()).String()[30:]),
	} {
		t.Setenv("HOTLINE_"+name, value)
	}
	passwordless(t)
	cfg, err := config.Load(file, os.Environ())
	if err != nil {
		t.Fatal(err)
	}
	reg := prometheus.NewRegistry()
	f := &floor{t: t, cfg: cfg, file: file}
	roll := agents.Roll{}
	for _, s := range people {
		s.Active = true
		roll.Staff = append(roll.Staff, agents.StaffEntry{Staff: s, Password: walkPassword})
	}
	if err := withRegister(t.Context(), file, func(r *agents.Register) error { return importRoll(t.Context(), r, roll) }); err != nil {
		t.Fatal(err)
	}
	if f.c, err = controller.Open(t.Context(), cfg, reg, zap.NewNop()); err != nil {
		t.Fatal(err)
	}
	unchanged := &reloader{load: func() (config.Config, error) { return cfg, nil }, take: func(context.Context, config.Config) error { return nil }}
	f.server = pages(f.c, unchanged, reg, zap.NewNop())
	f.run(f.c)
	return f
}

// run runs a controller until the test is over.
func (f *floor) run(c *controller.Controller) {
	ctx, stop := context.WithCancel(context.Background())
	var running errgroup.Group
	running.Go(func() error { return c.Run(ctx) })
	f.t.Cleanup(func() {
		stop()
		if err := running.Wait(); err != nil {
			f.t.Error(err)
		}
	})
}

// passwordless moves Redis's password from its address into a file.
func passwordless(t *testing.T) {
	t.Helper()
	address := os.Getenv("HOTLINE_REDIS_URL")
	head, rest, found := strings.Cut(address, "://:")
	password, host, has := strings.Cut(rest, "@")
	if !found || !has {
		return
	}
	file := t.TempDir() + "/redis"
	if err := os.WriteFile(file, []byte(password), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("HOTLINE_REDIS_URL", head+"://"+host)
	t.Setenv("HOTLINE_REDIS_PASSWORD_FILE", file)
}

func (f *floor) ask(method, path, token string, body any) (int, string) {
	f.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		f.t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(f.t.Context(), method, path, bytes.NewReader(raw))
	r.Header.Set("Content-Type", "application/json")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w := httptest.NewRecorder()
	f.server.ServeHTTP(w, r)
	return w.Code, w.Body.String()
}

func (f *floor) signIn(staff string) string {
	f.t.Helper()
	status, body := f.ask("POST", "/api/session", "", map[string]string{"staff": staff, "password": walkPassword})
	var in struct{ Token string }
	if err := json.Unmarshal([]byte(body), &in); err != nil || status != http.StatusCreated {
		f.t.Fatalf("sign in %s: %d %s", staff, status, body)
	}
	return in.Token
}

// call tells a call that an agent answered and wrote about.
func (f *floor) call(number string, agent callcenter.AgentID, form callcenter.Form, writing callcenter.Writing) callcenter.ID {
	f.t.Helper()
	at := time.Now().Add(-time.Hour)
	line := callcenter.LineID("line-" + number[len(number)-4:])
	call := callcenter.CallIDOf(line, at)
	token := callcenter.Token(call.String() + ".1.x")
	r := f.c.Records()
	r.Tell(callcenter.Fact{
		Subject: call, At: at, By: "a", Data: callcenter.CallArrived{Line: line, Called: "12348"},
		Contact: callcenter.ParseNumber(number, callcenter.LocalAreaCode),
	})
	for i, data := range []callcenter.Payload{
		callcenter.SegmentStarted{Token: token, Agent: agent},
		callcenter.SegmentEnded{Token: token, Agent: agent, By: callcenter.ByCaller},
		callcenter.CallEnded{Outcome: callcenter.Completed, By: callcenter.ByCaller},
	} {
		r.Tell(callcenter.Fact{Subject: call, At: at.Add(time.Duration(i+1) * time.Second), By: "a", Data: data})
	}
	if form.Secrecy != "" {
		r.Tell(callcenter.Fact{
			Subject: call, Occurrence: string(agent) + "#1", At: at.Add(time.Minute), By: "a", Writing: writing,
			Data: callcenter.ConsultationSaved{Author: agent, Form: form},
		})
	}
	f.drain()
	return call
}

func (f *floor) drain() {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(f.t.Context(), 30*time.Second)
	defer cancel()
	if err := f.c.Records().Drain(ctx); err != nil {
		f.t.Fatal(err)
	}
}

// everyRole is a person of each role, named by it.
func everyRole() []agents.Staff {
	var people []agents.Staff
	for _, role := range agents.AllRoles() {
		people = append(people, agents.Staff{ID: callcenter.AgentID(role), Name: role.Title(), Roles: []agents.Role{role}})
	}
	return people
}

// Every role on every operation there is: let in exactly where the table says so.
func TestEveryRoleOnEveryOperation(t *testing.T) {
	f := newFloor(t, everyRole()...)
	tokens := map[agents.Role]string{"": ""}
	for _, role := range agents.AllRoles() {
		tokens[role] = f.signIn(string(role))
	}
	none := callcenter.NewID(time.Now()).String()
	path := strings.NewReplacer("{id}", none, "{call}", none, "{name}", "x", "{topic}", "none", "{token}", "x",
		"{day}", "2026-11-23", "{half}", "morning", "{staff}", "nobody")
	open := map[string]bool{"sign-in": true, "sign-out": true, "stream": true, "get-wall": true}
	walked := 0
	for pattern, item := range f.server.API().OpenAPI().Paths {
		for method, op := range map[string]*huma.Operation{"GET": item.Get, "PUT": item.Put, "POST": item.Post, "DELETE": item.Delete} {
			if op == nil || open[op.OperationID] {
				continue
			}
			action, named := actionOf(op)
			if !named {
				t.Errorf("%s %s: operationRights does not name %q", method, pattern, op.OperationID)
				continue
			}
			for role, token := range tokens {
				status, body := f.ask(method, path.Replace(pattern), token, nil)
				may := agents.ReachOf([]agents.Role{role}, action) != agents.Nothing
				if role == "" && status != 401 || role != "" && !may && status != 403 || may && (status == 401 || status == 403 || status == 500) {
					t.Errorf("%s %s as %q: %d %s", method, pattern, role, status, body)
				}
				walked++
			}
		}
	}
	if walked < 7*40 {
		t.Errorf("walked %d", walked)
	}
}

// What the rows themselves say, asked as the role that signs in to Postgres.
func TestWhoSeesWhichCalls(t *testing.T) {
	people := append(everyRole(),
		agents.Staff{ID: "other", Name: "另一位", Roles: []agents.Role{agents.Duty}},
		agents.Staff{ID: "shawan", Name: "沙湾", Roles: []agents.Role{agents.Manager}, County: "511111"})
	f := newFloor(t, people...)
	form := callcenter.Form{DictionaryVersion: 1, Region: "511111", Secrecy: "ordinary"}
	county := f.call("13800001111", "duty", form, callcenter.Writing{Summary: "拖欠工资", Answer: "申请仲裁"})
	form.Region, form.Secrecy = "511102", "strict"
	strict := f.call("13800002222", "duty", form, callcenter.Writing{Summary: "家暴求助", Answer: "人身保护令"})
	for _, q := range []struct {
		who, path     string
		status        int
		has, conceals string
	}{
		{"duty", "/api/calls", 200, county.String(), "13800001111"},
		{"duty", "/api/calls", 200, strict.String(), "13800002222"},
		{"other", "/api/calls", 200, `"calls":[]`, county.String()},
		{"manager", "/api/calls", 200, strict.String(), "13800002222"},
		{"shawan", "/api/calls", 200, county.String(), strict.String()},
		{"shawan", "/api/calls/" + strict.String(), 404, "没有编号", "138"},
		{"shawan", "/api/consultations/" + county.String(), 200, "拖欠工资", "家暴"},
		{"shawan", "/api/consultations/" + strict.String(), 404, "没有编号", "家暴"},
		{"other", "/api/consultations/" + county.String(), 404, "没有编号", "拖欠"},
		{"affairs", "/api/consultations/" + county.String(), 200, "拖欠工资", "家暴"},
		{"affairs", "/api/consultations/" + strict.String(), 200, `"withheld":true`, "家暴"},
		{"duty", "/api/consultations/" + strict.String(), 200, "家暴求助", "13800002222"},
		{"manager", "/api/consultations/" + strict.String(), 200, "家暴求助", "13800002222"},
		{"unit", "/api/calls", 403, "没有", county.String()},
		{"admin", "/api/calls", 403, "没有", county.String()},
		{"auditor", "/api/calls", 403, "没有", county.String()},
		{"auditor", "/api/audit", 200, `"action":"read_secrets"`, "家暴"},
		{"auditor", "/api/audit", 200, `"action":"staff.put"`, "argon2"},
		{"manager", "/api/audit", 403, "没有", "read_secrets"},
	} {
		status, body := f.ask("GET", q.path, f.signIn(q.who), nil)
		if status != q.status || !strings.Contains(body, q.has) || strings.Contains(body, q.conceals) {
			t.Errorf("%s %s: %d %s", q.who, q.path, status, body)
		}
	}
}
