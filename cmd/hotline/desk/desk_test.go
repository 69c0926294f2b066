package desk

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/zap"

	"hotline/agents"
	"hotline/callcenter"
	"hotline/callcenter/flow"
	"hotline/callcenter/hub"
	"hotline/queue"
	"hotline/records"
)

// floor is what a desk reads, as a test sets it.
type floor struct {
	live   []flow.Live
	behind func() (records.Background, error)
	away   bool
}

func (f *floor) desk() *Desk {
	return New(Config{
		Name: "c1", Log: zap.NewNop(),
		Live: func() []flow.Live { return f.live },
		Standings: func(context.Context) []agents.Standing {
			return []agents.Standing{{Agent: "1001", Presence: callcenter.WrapUp, Why: "话后整理中,9 秒后恢复派话"}}
		},
		Staff: func(id callcenter.AgentID) (agents.Staff, bool) { return agents.Staff{ID: id, Name: "王芳"}, true },
		Overview: func(context.Context) (queue.Overview, error) {
			if f.away {
				return queue.Overview{}, errors.New("away")
			}
			return queue.Overview{At: time.Now(), Topics: []queue.TopicState{{Topic: "consult", Waiting: 2, Longest: 7, Admission: callcenter.Open}}}, nil
		},
		Topic: func(callcenter.TopicName) (callcenter.Topic, bool) {
			return callcenter.Topic{Title: "普通话咨询"}, true
		},
		Owed: func(context.Context) (int, int, error) { return 3, 1, nil },
		Behind: func(context.Context, callcenter.Number, callcenter.ID) (records.Background, error) {
			return f.behind()
		},
		Wrong: func(context.Context) []Warning { return nil },
	})
}

func ringing() flow.Live {
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	id := callcenter.NewID(at)
	return flow.Live{
		Arrival: callcenter.Arrival{Call: id, Caller: callcenter.ParseNumber("13800001234", "833"), Called: "12348", Created: at},
		Stage:   callcenter.Waiting, Topic: "consult", Language: callcenter.Mandarin, Since: at,
		Token: callcenter.Token(id.String() + ".1.x"), Promised: callcenter.Agent{ID: "1001", Seat: "8001"},
	}
}

// shows is what a viewer is shown now, by kind.
func shows(t *testing.T, d *Desk, who hub.Viewer) map[string]json.RawMessage {
	t.Helper()
	s := d.Hub().Open(who, "")
	defer s.Close()
	b, err := s.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]json.RawMessage{}
	for _, item := range b.Items {
		all[item.Kind] = item.Value
	}
	return all
}

func TestPopBeforeAnswering(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &floor{live: []flow.Live{ringing()}}
		f.behind = func() (records.Background, error) {
			time.Sleep(time.Second) // the database is slow, and nobody waits for it
			return records.Background{Calls: 4, Matters: nil, Recent: []records.PastCall{{Topic: "wages"}}}, nil
		}
		d := f.desk()
		d.refresh(t.Context())
		var c LiveCall
		if err := json.Unmarshal(shows(t, d, hub.Viewer{Agent: "1001"})[kindCall], &c); err != nil {
			t.Fatal(err)
		}
		if c.State != "ringing" || c.Number != "138****1234" || c.TopicTitle != "普通话咨询" || c.Party != nil {
			t.Errorf("%+v", c)
		}
		d.parties.work.Wait()
		d.refresh(t.Context())
		_ = json.Unmarshal(shows(t, d, hub.Viewer{Agent: "1001"})[kindCall], &c)
		if c.Party == nil || !c.Party.Known || c.Party.Calls != 4 || len(c.Party.Recent) != 1 {
			t.Errorf("%+v", c.Party)
		}
		if shows(t, d, hub.Viewer{Agent: "1002"})[kindCall] != nil {
			t.Error("another agent is shown the call")
		}
		if shows(t, d, hub.Viewer{Agent: "9001", Watches: true})[kindCall] == nil {
			t.Error("who watches the floor is not")
		}
		f.live = nil
		d.refresh(t.Context())
		if shows(t, d, hub.Viewer{Agent: "1001"})[kindCall] != nil || len(d.parties.known) != 0 {
			t.Error("the call stays")
		}
	})
}

func TestUnknownParties(t *testing.T) {
	t.Parallel()
	d := (&floor{}).desk()
	if p := d.party(records.Background{}, callcenter.Errorf(callcenter.NotFound, "没有")); p.Known || p.Why != "" {
		t.Errorf("never called: %+v", p)
	}
	if p := d.party(records.Background{}, errors.New("away")); p.Known || p.Why == "" {
		t.Errorf("not found out: %+v", p)
	}
}

// What counts seconds is told once, and a queue that is away keeps its figures.
func TestReadingsThatStandAreToldOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &floor{}
		d := f.desk()
		d.refresh(t.Context())
		s := d.Hub().Open(hub.Viewer{Agent: "1001"}, "")
		defer s.Close()
		b, _ := s.Next(t.Context())
		if len(b.Items) != 4 {
			t.Fatalf("%d items", len(b.Items))
		}
		time.Sleep(time.Second)
		f.away = true
		d.refresh(t.Context())
		b, _ = s.Next(t.Context())
		var q Queues
		if len(b.Items) != 1 || b.Items[0].Kind != kindQueues || json.Unmarshal(b.Items[0].Value, &q) != nil || !q.Away || q.Topics[0].Waiting != 2 {
			t.Errorf("%+v", b.Items)
		}
	})
}

func TestStreamEndsWithItsSession(t *testing.T) {
	t.Parallel()
	d := (&floor{}).desk()
	over := make(chan struct{})
	server := httptest.NewServer(d.Stream(func(*http.Request) (Who, error) {
		return Who{Viewer: hub.Viewer{Agent: "1001"}, Still: func() error {
			select {
			case <-over:
				return callcenter.Errorf(callcenter.Unauthorized, "已经退出登录,请重新登录")
			default:
				return nil
			}
		}}, nil
	}, nil))
	defer server.Close()
	res, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	close(over)
	var told strings.Builder
	buf := make([]byte, 4096)
	for err == nil {
		var n int
		n, err = res.Body.Read(buf)
		told.Write(buf[:n])
	}
	for _, want := range []string{"retry: 1000\n", "event: hello\n", `"fresh":true`, "event: queues\n", "event: ready\nid: ", "event: ended\ndata: {\"detail\":\"已经退出登录,请重新登录\"}\n"} {
		if !strings.Contains(told.String(), want) {
			t.Errorf("no %q in\n%s", want, told.String())
		}
	}
}
