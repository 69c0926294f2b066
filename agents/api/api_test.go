package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"go.uber.org/zap/zaptest"
	"golang.org/x/sync/errgroup"

	"hotline/agents"
	"hotline/agents/agentstest"
	"hotline/callcenter"
)

func TestMain(m *testing.M) {
	code := m.Run()
	agentstest.DropTemplate()
	os.Exit(code)
}

// centre is one controller over HTTP, on the real Postgres.
type centre struct {
	t       *testing.T
	url     string
	doc     *huma.OpenAPI
	agents  *agents.Agents
	queue   *agentstest.Queue
	journal *agentstest.Journal
	notes   *agentstest.Notes
}

const password = "correct horse"

func open(t *testing.T) *centre {
	t.Helper()
	return openWith(t, false)
}

// openWith: factor says whether who sees more than his own calls needs a second factor.
func openWith(t *testing.T, factor bool) *centre {
	t.Helper()
	pool := agentstest.Database(t, agents.Migrate)
	c := &centre{t: t, queue: agentstest.NewQueue(), journal: agentstest.NewJournal(), notes: new(agentstest.Notes)}
	register := agents.NewRegister(pool, cheap, c.notes.Note)
	roll := agents.Roll{Seats: []agents.SeatEntry{{Seat: agents.Seat{ID: "8001", Active: true}}, {Seat: agents.Seat{ID: "8002", Active: true}}}}
	for _, role := range agents.AllRoles() {
		roll.Staff = append(roll.Staff, agents.StaffEntry{Password: password, Staff: agents.Staff{
			ID: callcenter.AgentID(role), Name: role.Title(), Roles: []agents.Role{role}, Active: true,
		}})
	}
	roll.Staff[0].DefaultSeat = "8001"
	if _, err := register.Import(t.Context(), roll); err != nil {
		t.Fatal(err)
	}
	var err error
	c.agents, err = agents.Open(t.Context(), agents.Config{
		Controller: "a1", Queue: c.queue, Journal: c.journal, Postgres: pool,
		Folder: t.TempDir(), Key: agents.NewKey(), Log: zaptest.NewLogger(t), Cost: cheap, Factor: factor,
	})
	if err != nil {
		t.Fatal(err)
	}
	if factor { // its tests wait for what another changed
		ctx, stop := context.WithCancel(context.Background())
		var running errgroup.Group
		running.Go(func() error { return c.agents.Run(ctx) })
		t.Cleanup(func() { stop(); _ = running.Wait() })
	}
	mux := http.NewServeMux()
	api := humago.New(mux, huma.DefaultConfig("test", "1"))
	Register(api, c.agents, register)
	c.doc = api.OpenAPI()
	server := httptest.NewServer(c.agents.Authenticate(mux))
	t.Cleanup(server.Close)
	c.url = server.URL
	return c
}

// ask makes a request and reads a JSON answer.
func (c *centre) ask(method, path, token string, body any) (status int, answer map[string]any) {
	c.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		c.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.url+path, bytes.NewReader(raw))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	answer = map[string]any{}
	if res.StatusCode != http.StatusNoContent {
		if err := json.NewDecoder(res.Body).Decode(&answer); err != nil {
			c.t.Fatalf("%s %s: %d: %v", method, path, res.StatusCode, err)
		}
	}
	if res.StatusCode >= 400 && res.Header.Get("Content-Type") != "application/problem+json" {
		c.t.Errorf("%s %s: %d as %s", method, path, res.StatusCode, res.Header.Get("Content-Type"))
	}
	return res.StatusCode, answer
}

// expect asks and wants a status.
func (c *centre) expect(status int, method, path, token string, body any) map[string]any {
	c.t.Helper()
	got, answer := c.ask(method, path, token, body)
	if got != status {
		c.t.Fatalf("%s %s: %d %v, want %d", method, path, got, answer, status)
	}
	return answer
}

// cheap keeps password checks fast where their cost is not the point.
var cheap = agents.Cost{Memory: 64, Passes: 1, Threads: 1}

type fields map[string]any

func (c *centre) signIn(staff, seat string) (token string) {
	c.t.Helper()
	body := fields{"staff": staff, "password": password}
	if seat != "" {
		body["seat"] = seat
	}
	return c.expect(201, "POST", "/api/session", "", body)["token"].(string)
}

func TestADayAtASeat(t *testing.T) {
	t.Parallel()
	c := open(t)
	c.agents.Reachable(t.Context(), "8001", true)
	token := c.signIn("duty", "8001")
	if who := c.expect(200, "GET", "/api/session", token, nil); who["name"] != "值班" || who["seat"] != "8001" {
		t.Errorf("who: %v", who)
	}
	if got := c.expect(200, "PUT", "/api/presence", token, fields{"intent": "ready"}); got["presence"] != "ready" || got["title"] != "就绪" {
		t.Errorf("ready: %v", got)
	}
	c.agents.Reachable(t.Context(), "8001", false)
	got := c.expect(200, "GET", "/api/presence", token, nil)
	if got["presence"] != "unreachable" || got["why"] != "话机 8001 未注册,无法接听:请检查话机电源和网络" {
		t.Errorf("unreachable: %v", got)
	}
	c.agents.Reachable(t.Context(), "8001", true)
	got = c.expect(200, "PUT", "/api/presence", token, fields{"intent": "break", "reason": "meal"})
	if got["presence"] != "break" || got["reason"] != "meal" {
		t.Errorf("break: %v", got)
	}
	c.expect(422, "PUT", "/api/presence", token, fields{"intent": "break", "reason": "bored"})
	c.expect(409, "POST", "/api/presence/wrap-up", token, fields{"finish": true})
	c.expect(422, "POST", "/api/presence/wrap-up", token, fields{})
	manager := c.signIn("manager", "")
	list := c.expect(200, "GET", "/api/agents", manager, nil)["agents"].([]any)
	if len(list) != 1 || list[0].(map[string]any)["agent"] != "duty" {
		t.Errorf("agents: %v", list)
	}
	c.expect(200, "PUT", "/api/presence", token, fields{"intent": "signed_out"})
	c.expect(200, "PUT", "/api/presence", token, fields{"intent": "signed_out"})
	refusal := c.expect(409, "PUT", "/api/presence", token, fields{"intent": "break", "reason": "rest"})
	if refusal["title"] != "当前状态不允许" || !strings.Contains(refusal["detail"].(string), "尚未签入") {
		t.Errorf("pause when not signed in: %v", refusal)
	}
	c.expect(200, "PUT", "/api/presence", token, fields{"intent": "ready"})
	for range 2 {
		c.expect(204, "DELETE", "/api/session", token, nil)
	}
	c.expect(401, "GET", "/api/presence", token, nil)
	if n := c.journal.Count("shift.ended"); n != 2 {
		t.Errorf("%d shifts ended, want 2", n)
	}
}

func TestSignInRefusals(t *testing.T) {
	t.Parallel()
	c := open(t)
	unknown := c.expect(401, "POST", "/api/session", "", fields{"staff": "nobody", "password": password})
	wrong := c.expect(401, "POST", "/api/session", "", fields{"staff": "duty", "password": "wrong"})
	if unknown["detail"] != wrong["detail"] {
		t.Errorf("%v tells which badges exist from %v", unknown, wrong)
	}
	c.expect(403, "POST", "/api/session", "", fields{"staff": "manager", "password": password, "seat": "8001"})
	c.signIn("duty", "8001")
	where := c.expect(409, "POST", "/api/session", "", fields{"staff": "duty", "password": password, "seat": "8002"})
	if !strings.Contains(where["detail"].(string), "8001") {
		t.Errorf("it does not say where: %v", where)
	}
	c.expect(401, "GET", "/api/session", "forged", nil)
}

func TestAdministration(t *testing.T) {
	t.Parallel()
	c := open(t)
	admin := c.signIn("admin", "")
	made := c.expect(200, "PUT", "/api/staff/1007", admin, fields{"name": "新人", "roles": []string{"duty"}, "skills": fields{"yi": 80}, "active": true})
	first := made["password"].(string)
	if len(first) != 26 {
		t.Fatalf("made: %v", made)
	}
	if again := c.expect(200, "PUT", "/api/staff/1007", admin, fields{"name": "新人", "roles": []string{"duty"}, "active": true}); again["password"] != nil {
		t.Errorf("changed an account, got a password: %v", again)
	}
	c.expect(422, "PUT", "/api/staff/1008", admin, fields{"name": "人", "roles": []string{"admin", "auditor"}, "active": true})
	c.expect(422, "PUT", "/api/staff/1008", admin, fields{"name": "人", "roles": []string{"duty"}, "default_seat": "8888", "active": true})
	c.expect(204, "PUT", "/api/seats/8888", admin, fields{"title": "二楼", "active": true})
	list := c.expect(200, "GET", "/api/staff", admin, nil)
	if len(list["staff"].([]any)) != 7 || len(list["seats"].([]any)) != 3 || strings.Contains(fmt.Sprint(list), "argon2") {
		t.Errorf("list: %v", list)
	}
	c.expect(204, "DELETE", "/api/staff/1007", admin, nil)
	c.expect(404, "DELETE", "/api/staff/1007", admin, nil)
	c.expect(404, "POST", "/api/staff/1007/password", admin, nil)
	c.expect(200, "POST", "/api/staff/unit/password", admin, nil)
}

func TestPasswordOfOnesOwn(t *testing.T) {
	t.Parallel()
	c := open(t)
	token := c.signIn("duty", "")
	c.expect(422, "PUT", "/api/session/password", token, fields{"old": "wrong", "new": "something else"})
	c.expect(422, "PUT", "/api/session/password", token, fields{"old": password, "new": "short"})
	renewed := c.expect(200, "PUT", "/api/session/password", token, fields{"old": password, "new": "something else"})["token"].(string)
	c.expect(401, "GET", "/api/session", token, nil)
	c.expect(200, "GET", "/api/session", renewed, nil)
}

// Every role on every operation: let through exactly where the table says so.
func TestRolesAndActions(t *testing.T) {
	t.Parallel()
	c := open(t)
	tokens := map[agents.Role]string{"": ""}
	for _, role := range agents.AllRoles() {
		tokens[role] = c.signIn(string(role), "")
	}
	walked := 0
	for path, item := range c.doc.Paths {
		for method, op := range map[string]*huma.Operation{"GET": item.Get, "PUT": item.Put, "POST": item.Post, "DELETE": item.Delete} {
			if op == nil || op.OperationID == "sign-in" {
				continue
			}
			action, named := op.Metadata["action"].(agents.Action)
			if !named {
				t.Errorf("%s %s names no action", method, path)
			}
			if op.OperationID == "sign-out" {
				continue // walked in TestADayAtASeat: it would end the session under test
			}
			for role, token := range tokens {
				// No body: whoever is let through is told that one is missing, or that 0 does not exist.
				status, answer := c.ask(method, strings.ReplaceAll(path, "{id}", "0"), token, nil)
				may := agents.May([]agents.Role{role}, action)
				switch {
				case role == "" && status != 401, role != "" && !may && status != 403, may && (status == 401 || status == 403):
					t.Errorf("%s %s as %q: %d %v", method, path, role, status, answer)
				}
				walked++
			}
		}
	}
	if want := 7 * 19; walked != want {
		t.Errorf("walked %d, want %d: name the operation here that is new", walked, want)
	}
	for _, action := range agents.AllActions() {
		if !slices.ContainsFunc(agents.AllRoles(), func(r agents.Role) bool { return agents.ReachOf([]agents.Role{r}, action) != agents.Nothing }) {
			t.Errorf("nobody may %s", action)
		}
	}
}

func TestOperationsAreDescribed(t *testing.T) {
	t.Parallel()
	c := open(t)
	for path, item := range c.doc.Paths {
		for method, op := range map[string]*huma.Operation{"GET": item.Get, "PUT": item.Put, "POST": item.Post, "DELETE": item.Delete} {
			if op == nil {
				continue
			}
			if op.OperationID == "" || !strings.ContainsFunc(op.Summary, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }) {
				t.Errorf("%s %s: id %q, summary %q", method, path, op.OperationID, op.Summary)
			}
			if op.Responses["500"] == nil || op.Responses["422"] == nil {
				t.Errorf("%s %s: error responses are missing", method, path)
			}
		}
	}
}
