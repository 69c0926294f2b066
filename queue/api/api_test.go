package api_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2/humatest"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"

	"hotline/callcenter"
	"hotline/queue"
	"hotline/queue/api"
)

// running is a centre with one topic, and everybody who may everything.
func running(t *testing.T) (*queue.Queue, chan callcenter.Promise) {
	t.Helper()
	options, err := redis.ParseURL(os.Getenv("HOTLINE_TEST_REDIS"))
	if err != nil {
		t.Fatal("HOTLINE_TEST_REDIS is not set: make test starts a Redis and sets it")
	}
	client := redis.NewClient(options)
	t.Cleanup(func() { _ = client.Close() })
	steps := []callcenter.Step{{Require: []callcenter.Requirement{{Skill: "mandarin", Level: 60}}}}
	q, err := queue.New(queue.Config{
		Redis: client, Center: "test-" + rand.Text(), Owner: "a",
		Topics: []callcenter.Topic{{Name: "consult", Steps: steps}, {Name: "wages", Steps: steps}},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done, promises := make(chan error, 1), make(chan callcenter.Promise, 10)
	go func() { done <- q.Run(ctx, queue.Events{Promise: func(p callcenter.Promise) { promises <- p }}) }()
	t.Cleanup(func() { cancel(); <-done })
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		if _, err := q.Overview(t.Context()); err == nil {
			return q, promises
		} else if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}

func anybody(context.Context) error { return nil }

// notebook remembers what was noted.
type notebook struct{ all []callcenter.Change }

func (n *notebook) note(_ context.Context, c callcenter.Change) error {
	n.all = append(n.all, c)
	return nil
}

func unnoted(context.Context, callcenter.Change) error { return nil }

func TestAnOperatorWorksTheQueue(t *testing.T) {
	t.Parallel()
	q, promises := running(t)
	_, rest := humatest.New(t)
	ctx := t.Context()
	agent := callcenter.Agent{ID: "1001", Name: "王", Skills: map[callcenter.Skill]int{"law": 90}}
	if err := q.SignIn(ctx, agent, callcenter.WantsCalls, true); err != nil {
		t.Fatal(err)
	}
	var calls []string
	for i := range 3 {
		at := time.Now().Add(time.Duration(i-10) * time.Second)
		call := callcenter.DeriveID(at, rand.Text())
		calls = append(calls, call.String())
		if err := q.Enqueue(ctx, callcenter.Waiter{Call: call, Topic: "consult", Entered: at}); err != nil {
			t.Fatal(err)
		}
	}
	var notes notebook
	api.Register(rest, q, api.Rights{See: anybody, Command: anybody, Note: notes.note})
	post := func(want int, path string, body ...any) {
		t.Helper()
		if got := rest.Post(path, body...); got.Code != want {
			t.Fatalf("%s: %d %s", path, got.Code, got.Body)
		}
	}
	first := func(topic string) (string, int) {
		t.Helper()
		var page struct {
			Calls []struct{ Call string }
			Total int
		}
		got := rest.Get("/api/queue/topics/" + topic + "/calls")
		if err := json.Unmarshal(got.Body.Bytes(), &page); err != nil || got.Code != http.StatusOK || len(page.Calls) == 0 {
			t.Fatalf("%d %s %v", got.Code, got.Body, err)
		}
		return page.Calls[0].Call, page.Total
	}
	post(http.StatusNoContent, "/api/queue/calls/"+calls[2]+"/to-head")
	if head, total := first("consult"); head != calls[2] || total != 3 {
		t.Fatalf("head %s of %d", head, total)
	}
	post(http.StatusNoContent, "/api/queue/calls/"+calls[0]+"/transfer", map[string]any{"topic": "wages"})
	if head, _ := first("wages"); head != calls[0] {
		t.Fatalf("head of wages %s", head)
	}
	post(http.StatusNoContent, "/api/queue/calls/"+calls[1]+"/pull", map[string]any{"agent": "1001"})
	post(http.StatusConflict, "/api/queue/calls/"+calls[2]+"/pull", map[string]any{"agent": "1001"})
	post(http.StatusNotFound, "/api/queue/calls/"+callcenter.DeriveID(time.Now(), "nobody").String()+"/to-head")
	post(http.StatusNoContent, "/api/queue/promises/"+string((<-promises).Token)+"/put-back")
	if head, _ := first("consult"); head != calls[1] {
		t.Fatalf("put back: head %s", head)
	}
	if got := rest.Put("/api/queue/topics/wages/admission", map[string]any{"admission": "drain"}); got.Code != http.StatusNoContent {
		t.Fatalf("%d %s", got.Code, got.Body)
	}
	sameNumbers(t, q, rest)
	for i, want := range []callcenter.Change{
		{Action: "queue.to_head", Before: api.Stood{Ahead: 2}, After: api.Stood{Ahead: 0}},
		{Action: "queue.transfer", Before: api.Stood{Ahead: 1}, After: callcenter.TopicName("wages")},
		{Action: "queue.pull", Before: api.Stood{Ahead: 1}, After: callcenter.AgentID("1001")},
		{Action: "queue.put_back"},
		{Action: "queue.admission", Object: "wages", Before: callcenter.Open, After: callcenter.Drain},
	} {
		got := notes.all[i]
		if got.Action != want.Action || got.Before != want.Before || got.After != want.After || (got.Object != want.Object && got.Call.IsZero()) {
			t.Errorf("noted %+v, want %+v", got, want)
		}
	}
	if len(notes.all) != 5 {
		t.Errorf("what was refused is noted too: %+v", notes.all)
	}
}

// sameNumbers: the metrics show what the REST shows.
func sameNumbers(t *testing.T, q *queue.Queue, rest humatest.TestAPI) {
	t.Helper()
	var o queue.Overview
	if got := rest.Get("/api/queue"); json.Unmarshal(got.Body.Bytes(), &o) != nil || len(o.Topics) != 2 {
		t.Fatalf("%d %s", got.Code, got.Body)
	}
	if o.Topics[0].Waiting != 2 || o.Topics[1].Waiting != 1 || o.Topics[1].Admission != callcenter.Drain || o.Agents[callcenter.Ready] != 1 {
		t.Fatalf("overview %+v", o)
	}
	reg := prometheus.NewRegistry()
	reg.MustRegister(queue.NewMetrics(q))
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			shown[f.GetName()+" "+m.GetLabel()[0].GetValue()] = m.GetGauge().GetValue()
		}
	}
	for name, want := range map[string]float64{
		"hotline_queue_waiting consult": 2, "hotline_queue_waiting wages": 1, "hotline_queue_open wages": 0, "hotline_agents ready": 1,
	} {
		if shown[name] != want {
			t.Errorf("%s is %v, want %v", name, shown[name], want)
		}
	}
}

func TestWhoMayNotIsRefused(t *testing.T) {
	t.Parallel()
	q, _ := running(t)
	_, rest := humatest.New(t)
	denied := func(context.Context) error { return callcenter.Errorf(callcenter.Denied, "没有权限") }
	api.Register(rest, q, api.Rights{See: anybody, Command: denied, Note: unnoted})
	if got := rest.Put("/api/queue/topics/consult/admission", map[string]any{"admission": "closed"}); got.Code != http.StatusForbidden {
		t.Fatalf("%d %s", got.Code, got.Body)
	}
	if got := rest.Get("/api/queue"); got.Code != http.StatusOK {
		t.Fatalf("%d %s", got.Code, got.Body)
	}
}
