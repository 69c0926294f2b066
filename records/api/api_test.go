package api

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"hotline/callcenter"
	"hotline/records"
	"hotline/records/pgtest"
	"hotline/records/seal"
)

type quiet struct{}

func (quiet) Raise(callcenter.Alarm) {}

var at = time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC)

// told is a call that 1001 answered, in Postgres.
func told(t *testing.T) (*records.Records, callcenter.ID) {
	t.Helper()
	pool, err := pgxpool.New(context.Background(), pgtest.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	keys := t.TempDir()
	cfg := records.Config{
		Postgres: pool, Dir: t.TempDir(), KeyFile: filepath.Join(keys, "key"), IndexKeyFile: filepath.Join(keys, "index"),
		Alarms: quiet{}, Log: zap.NewNop(),
	}
	for _, name := range []string{cfg.KeyFile, cfg.IndexKeyFile} {
		if err := seal.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	r, err := records.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var group errgroup.Group
	group.Go(func() error { return r.Run(ctx) })
	t.Cleanup(func() {
		cancel()
		if err := group.Wait(); err != nil {
			t.Error(err)
		}
	})
	call := callcenter.CallIDOf("line", at)
	token := callcenter.Token(call.String() + ".1.x")
	for i, data := range []callcenter.Payload{
		callcenter.CallArrived{Line: "line", Called: "12348"},
		callcenter.SegmentStarted{Token: token, Agent: "1001"},
		callcenter.SegmentEnded{Token: token, Agent: "1001", By: callcenter.ByCaller},
		callcenter.CallEnded{Outcome: callcenter.Completed, By: callcenter.ByCaller},
	} {
		f := callcenter.Fact{Subject: call, At: at.Add(time.Duration(i) * time.Second), By: "a", Data: data}
		if i == 0 {
			f.Contact = callcenter.ParseNumber("13800001234", callcenter.LocalAreaCode)
		}
		r.Tell(f)
	}
	leaveMessage(r, "13900005678", at.Add(time.Hour))
	if err := r.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	return r, call
}

func leaveMessage(r *records.Records, number string, at time.Time) {
	call := callcenter.CallIDOf("message", at)
	r.Tell(callcenter.Fact{
		Subject: call, At: at, By: "a", Data: callcenter.CallArrived{Line: "message", Called: "12348"},
		Contact: callcenter.ParseNumber(number, callcenter.LocalAreaCode),
	})
	end := at.Add(20 * time.Second)
	r.Tell(callcenter.Fact{Subject: call, At: end, By: "a", Data: callcenter.MessageLeft{Recording: "m.wav", Seconds: 10}})
	r.Tell(callcenter.Fact{Subject: call, At: end, By: "a", Data: callcenter.CallEnded{Outcome: callcenter.Message, By: callcenter.ByCaller}})
}

// asked tells Postgres who asks, as the rights of the program do.
func asked(ctx context.Context, action Action, reader Reader) Reader {
	asker := records.AskerOf(ctx)
	asker.Staff, asker.Reach, asker.Secrets = reader.Staff, records.Own, records.Own
	asker.Auditor = action == ReadAudit
	if reader.All {
		asker.Reach = records.All
	}
	if reader.Staff == "manager" {
		asker.Secrets = records.All
	}
	return reader
}

// serve answers for the person named by the request's header.
func serve(r *records.Records) http.Handler {
	type key struct{}
	mux := http.NewServeMux()
	api := humago.New(mux, huma.DefaultConfig("test", "1"))
	who := func(ctx context.Context, action Action) (Reader, error) {
		switch who, _ := ctx.Value(key{}).(string); who {
		case "":
			return Reader{}, callcenter.Errorf(callcenter.Unauthorized, "请先登录")
		case "affairs": // sees all calls, but no secrets
			if action == ReadSecrets {
				return Reader{}, callcenter.Errorf(callcenter.Denied, "没有这项权限")
			}
			return asked(ctx, action, Reader{Staff: "2001", All: true}), nil
		case "auditor":
			return Reader{}, callcenter.Errorf(callcenter.Denied, "没有这项权限")
		default:
			return asked(ctx, action, Reader{Staff: callcenter.AgentID(who), All: who == "manager"}), nil
		}
	}
	Register(api, r.Reads, who)
	RegisterDesk(api, r.Reads, r, who)
	RegisterSounds(api, r.Reads, r, who)
	RegisterAudit(api, r.Reads, who)
	RegisterReports(api, r.Reads, who)
	RegisterExports(api, r.Reads, who)
	RegisterReportFiles(api, r.Reads, "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", who)
	RegisterDisclosures(api, r.Reads, who)
	RegisterRetention(api, r.Reads, who)
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		ctx, _ := records.Asking(context.WithValue(req.Context(), key{}, req.Header.Get("Who")))
		mux.ServeHTTP(w, req.WithContext(ctx))
	})
}

func TestWhoMayReadWhat(t *testing.T) {
	t.Parallel()
	r, call := told(t)
	server := serve(r)
	id := call.String()
	for _, c := range []struct {
		who, path string
		status    int
		contains  string
	}{
		{"", "/api/calls", 401, "请先登录"},
		{"auditor", "/api/calls", 403, "没有"},
		{"manager", "/api/calls", 200, id},
		{"1001", "/api/calls", 200, id},
		{"1002", "/api/calls", 200, `"calls":[]`},
		{"1002", "/api/calls?agent=1001", 200, `"calls":[]`},
		{"manager", "/api/calls?from=2026-03-02T12:00:00%2B08:00&to=2026-03-02T12:00:01%2B08:00&outcome=completed", 200, id},
		{"manager", "/api/calls?outcome=nonsense", 422, "outcome"},
		{"manager", "/api/calls?after=nonsense", 422, "翻页标记"},
		{"manager", "/api/calls/" + id, 200, "138****1234"},
		{"1001", "/api/calls/" + id + "/facts", 200, "segment.started"},
		{"1001", "/api/consultations/" + id, 200, `"contact":"given"`},
		{"1002", "/api/calls/" + id, 404, "没有编号"},
		{"1002", "/api/calls/" + id + "/facts", 404, "没有编号"},
		{"1002", "/api/consultations/" + id, 404, "没有编号"},
		{"manager", "/api/calls/nonsense", 422, "编号"},
		{"1002", "/api/callbacks", 200, `"number":"139****5678"`},
		{"manager", "/api/callbacks?state=open", 200, `"due_at":"2026-03-03T05:00:20Z"`},
		{"manager", "/api/callbacks?state=done", 200, `"callbacks":[]`},
		{"manager", "/api/callbacks?after=nonsense", 422, "翻页标记"},
		{"", "/api/callbacks", 401, "请先登录"},
		{"1001", "/api/dictionaries", 200, "农民工"},
		{"", "/api/dictionaries", 401, "请先登录"},
	} {
		req := httptest.NewRequest(http.MethodGet, c.path, nil)
		req.Header.Set("Who", c.who)
		w := httptest.NewRecorder()
		server.ServeHTTP(w, req)
		body := w.Body.String()
		if w.Code != c.status || !strings.Contains(body, c.contains) {
			t.Errorf("%q %s: %d %s", c.who, c.path, w.Code, body)
		}
		if strings.Contains(body, "13800001234") {
			t.Errorf("%s shows the whole number", c.path)
		}
		if w.Code >= 400 && !strings.HasPrefix(w.Header().Get("Content-Type"), "application/problem+json") {
			t.Errorf("%s: %s", c.path, w.Header().Get("Content-Type"))
		}
	}
}

func TestSchemasSayWhatIsSent(t *testing.T) {
	t.Parallel()
	api := humago.New(http.NewServeMux(), huma.DefaultConfig("test", "1"))
	Register(api, nil, nil)
	RegisterDesk(api, nil, nil, nil)
	RegisterSounds(api, nil, nil, nil)
	RegisterAudit(api, nil, nil)
	RegisterReports(api, nil, nil)
	RegisterExports(api, nil, nil)
	RegisterDisclosures(api, nil, nil)
	RegisterRetention(api, nil, nil)
	b, err := json.Marshal(api.OpenAPI().Components.Schemas.Map()["Call"].Properties["id"])
	if err != nil || !strings.Contains(string(b), `"string"`) {
		t.Errorf("a call's id is %s, %v", b, err)
	}
}
