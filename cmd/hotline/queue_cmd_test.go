package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2/humatest"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"

	"hotline/callcenter"
	"hotline/queue"
	queueapi "hotline/queue/api"
)

// floorOf is a centre where two wait for one agent who talks, and one is kept for another skill.
func floorOf(t *testing.T) *queue.Queue {
	t.Helper()
	options, err := redis.ParseURL(os.Getenv("HOTLINE_TEST_REDIS"))
	if err != nil {
		t.Fatal("HOTLINE_TEST_REDIS is not set: make test starts a Redis and sets it")
	}
	client := redis.NewClient(options)
	t.Cleanup(func() { _ = client.Close() })
	topic := func(name callcenter.TopicName, skill callcenter.Skill) callcenter.Topic {
		return callcenter.Topic{Name: name, Steps: []callcenter.Step{{Require: []callcenter.Requirement{{Skill: skill, Level: 60}}}}}
	}
	q, err := queue.New(queue.Config{
		Redis: client, Center: "test-" + rand.Text(), Owner: "a", Thin: 1, Patience: 5 * time.Second,
		Topics: []callcenter.Topic{topic("consult", "mandarin"), topic("yi", "yi")}, Reserve: []callcenter.Reserve{{Skill: "yi", Keep: 1}},
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done, promises := make(chan error, 1), make(chan callcenter.Promise, 10)
	go func() { done <- q.Run(ctx, queue.Events{Promise: func(p callcenter.Promise) { promises <- p }}) }()
	t.Cleanup(func() { cancel(); <-done })
	for deadline := time.Now().Add(time.Minute); q.Observe(ctx) != nil; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the queue does not open")
		}
	}
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	sign := func(id callcenter.AgentID, skills map[callcenter.Skill]int) {
		ok(q.SignIn(ctx, callcenter.Agent{ID: id, Name: "王", Skills: skills}, callcenter.WantsCalls, true))
	}
	sign("1001", map[callcenter.Skill]int{"mandarin": 90})
	sign("1002", map[callcenter.Skill]int{"mandarin": 90, "yi": 90})
	for i := range 3 {
		at := time.Now().Add(time.Duration(i-10) * time.Second)
		ok(q.Enqueue(ctx, callcenter.Waiter{Call: callcenter.DeriveID(at, rand.Text()), Topic: "consult", Entered: at}))
		if i == 0 { // he talks, and his work is known
			p := <-promises
			ok(q.Accept(ctx, p.Token))
			time.Sleep(5 * time.Millisecond)
			ok(q.Finish(ctx, p.Token, 0))
		}
	}
	ok(q.Enqueue(ctx, callcenter.Waiter{Call: callcenter.DeriveID(time.Now(), rand.Text()), Topic: "consult", Entered: time.Now()}))
	return q
}

func TestTerminalPageAndMetricsShowTheSameNumbers(t *testing.T) {
	t.Parallel()
	q := floorOf(t)
	_, rest := humatest.New(t)
	anybody := func(context.Context) error { return nil }
	queueapi.Register(rest, q, queueapi.Rights{See: anybody, Command: anybody, Note: func(context.Context, callcenter.Change) error { return nil }})
	var terminal, page queue.Overview
	var out bytes.Buffer
	if err := showQueue(t.Context(), &out, q, true); err != nil || json.Unmarshal(out.Bytes(), &terminal) != nil {
		t.Fatal(err, out.String())
	}
	if err := json.Unmarshal(rest.Get("/api/queue").Body.Bytes(), &page); err != nil {
		t.Fatal(err)
	}
	reg := prometheus.NewRegistry()
	reg.MustRegister(queue.NewMetrics(q))
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	metrics := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			metrics[f.GetName()+" "+m.GetLabel()[0].GetValue()] = m.GetGauge().GetValue()
		}
	}
	shown := numbers(page)
	if len(shown) < 8 || shown["hotline_queue_waiting consult"] != 2 || shown["hotline_queue_expected_wait_seconds consult"] == 0 || shown["hotline_queue_kept_agents yi"] != 1 {
		t.Fatalf("the page shows %v", shown)
	}
	for name, value := range shown {
		if strings.Contains(name, "longest") { // it grows while we look
			continue
		}
		if metrics[name] != value || numbers(terminal)[name] != value {
			t.Errorf("%s: page %v, terminal %v, metrics %v", name, value, numbers(terminal)[name], metrics[name])
		}
	}
	out.Reset()
	if err := showQueue(t.Context(), &out, q, false); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"consult  2 ", "预留 yi:留 1 人,空闲 1 人", "就绪 1", "振铃 1", "consult 第 2 位"} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("the terminal lacks %q:\n%s", line, out.String())
		}
	}
}

// numbers are those of an overview under the names of the metrics.
func numbers(o queue.Overview) map[string]float64 {
	n := map[string]float64{}
	for _, t := range o.Topics {
		n[fmt.Sprint("hotline_queue_waiting ", t.Topic)] = float64(t.Waiting)
		n[fmt.Sprint("hotline_queue_longest_wait_seconds ", t.Topic)] = float64(t.Longest)
		n[fmt.Sprint("hotline_queue_open ", t.Topic)] = map[bool]float64{true: 1}[t.Admission == callcenter.Open]
		if t.Expected != nil {
			n[fmt.Sprint("hotline_queue_expected_wait_seconds ", t.Topic)] = float64(*t.Expected)
		}
	}
	for _, k := range o.Kept {
		n[fmt.Sprint("hotline_queue_kept_agents ", k.Skill)] = float64(k.Keep)
		n[fmt.Sprint("hotline_queue_free_agents ", k.Skill)] = float64(k.Free)
	}
	for presence, agents := range o.Agents {
		n[fmt.Sprint("hotline_agents ", presence)] = float64(agents)
	}
	return n
}
