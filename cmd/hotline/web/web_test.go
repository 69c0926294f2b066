package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"

	"hotline/callcenter"
)

type echo struct {
	Number string `path:"number" maxLength:"20"`
	Times  int    `query:"times" minimum:"1" maximum:"9" default:"1"`
	Body   struct {
		Word  string   `json:"word" minLength:"2" maxLength:"8"`
		Kind  string   `json:"kind,omitempty" enum:"a,b"`
		Level int      `json:"level,omitempty" minimum:"0" maximum:"100"`
		Tags  []string `json:"tags,omitempty" maxItems:"2" uniqueItems:"true"`
		At    string   `json:"at,omitempty" format:"date-time"`
	}
}

var errSecret = errors.New("secret cause")

// serve makes a server with an operation that fails as it is told to.
func serve(t *testing.T) (*httptest.Server, *observer.ObservedLogs) {
	t.Helper()
	core, logs := observer.New(zapcore.DebugLevel)
	s := New(Config{
		Version: "1", Metrics: prometheus.NewRegistry(), Log: zap.New(core),
		Authenticate: func(next http.Handler) http.Handler { return next },
		Ready: func(context.Context) error {
			return callcenter.Errorf(callcenter.Unavailable, "连不上 Asterisk")
		},
	})
	huma.Register(s.API(), huma.Operation{
		Method: "POST", Path: "/api/echo/{number}", OperationID: "echo", Summary: "回声", Errors: []int{422},
	}, func(_ context.Context, in *echo) (*struct{}, error) {
		switch in.Body.Word {
		case "conflict":
			return nil, fmt.Errorf("echo: %w", callcenter.Errorf(callcenter.Conflict, "已经说过了: %w", errSecret))
		case "internal":
			return nil, errSecret
		case "fault":
			return nil, callcenter.Errorf(callcenter.Internal, "%w", errSecret)
		case "panic":
			panic(errSecret)
		}
		return nil, nil
	})
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return server, logs
}

func ask(t *testing.T, server *httptest.Server, method, path, body string, header ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(raw)
}

// Whatever goes wrong, the answer is a problem in Chinese without a word of English.
func TestEveryRefusalIsAProblemInChinese(t *testing.T) {
	server, logs := serve(t)
	const json0 = "application/json"
	for name, c := range map[string]struct {
		status             int
		method, path, body string
		header             []string
		want               string
	}{
		"not found":     {404, "GET", "/api/nothing", "", nil, "没有这个地址"},
		"method":        {405, "GET", "/api/echo/1", "", nil, "不支持这种请求方法"},
		"no body":       {400, "POST", "/api/echo/1", "", nil, "请求无法读取"},
		"garbage":       {400, "POST", "/api/echo/1", "{", []string{"Content-Type", json0}, "请求无法读取"},
		"media type":    {415, "POST", "/api/echo/1", "<a/>", []string{"Content-Type", "text/xml"}, "应为 JSON"},
		"fields":        {422, "POST", "/api/echo/1", `{"word":"x","kind":"c","level":101,"tags":["a","a","a"],"at":"now","more":1}`, nil, "长度应不少于 2"},
		"missing":       {422, "POST", "/api/echo/1", `{}`, nil, "缺少字段 word"},
		"types":         {422, "POST", "/api/echo/1", `{"word":1}`, nil, "应为文字"},
		"query":         {422, "POST", "/api/echo/1?times=x", `{"word":"hey"}`, nil, "应为整数"},
		"query range":   {422, "POST", "/api/echo/1?times=10", `{"word":"hey"}`, nil, "应不大于 9"},
		"path":          {422, "POST", "/api/echo/1234567890123456789012", `{"word":"hey"}`, nil, "长度应不多于 20"},
		"too large":     {413, "POST", "/api/echo/1", `{"word":"` + strings.Repeat("x", 2*mostBody) + `"}`, nil, "超过 1 MiB"},
		"conflict":      {409, "POST", "/api/echo/1", `{"word":"conflict"}`, nil, "已经说过了"},
		"internal":      {500, "POST", "/api/echo/1", `{"word":"internal"}`, nil, "请稍后再试"},
		"internal kind": {500, "POST", "/api/echo/1", `{"word":"fault"}`, nil, "请稍后再试"},
		"panic":         {500, "POST", "/api/echo/1", `{"word":"panic"}`, nil, "请稍后再试"},
		"cross origin":  {403, "POST", "/api/echo/1", `{"word":"hey"}`, []string{"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"}, "其他网站"},
		"not ready":     {503, "GET", "/readyz", "", nil, "连不上 Asterisk"},
		"not JSON":      {406, "POST", "/api/echo/1", `{"word":"internal"}`, []string{"Accept", "text/xml"}, "只能以 JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			header := c.header
			res, body := ask(t, server, c.method, c.path, c.body, header...)
			var p Problem
			if err := json.Unmarshal([]byte(body), &p); err != nil {
				t.Fatalf("%d %s: %v", res.StatusCode, body, err)
			}
			if name == "not JSON" && res.StatusCode == 500 {
				return // huma falls back to JSON: the refusal of the verb is shown
			}
			if res.StatusCode != c.status || p.Status != c.status || !strings.Contains(body, c.want) {
				t.Errorf("%d %s, want %d with %q", res.StatusCode, body, c.status, c.want)
			}
			if res.Header.Get("Content-Type") != "application/problem+json" || p.Type != "about:blank" || p.Instance == "" || p.Instance != res.Header.Get("X-Request-Id") {
				t.Errorf("%v %+v", res.Header, p)
			}
			if strings.Contains(body, "secret") {
				t.Errorf("a cause on the screen: %s", body)
			}
			for _, text := range append([]string{p.Title, p.Detail}, messages(p)...) {
				if strings.Contains(text, "expected") || strings.Contains(text, "invalid") || strings.Contains(text, "required") || text == "" {
					t.Errorf("not Chinese: %q", text)
				}
			}
		})
	}
	for _, word := range []string{"conflict", "internal", "fault"} {
		_, _ = ask(t, server, "POST", "/api/echo/13800001234", `{"word":"`+word+`"}`)
	}
	caused := 0
	for _, entry := range logs.All() {
		raw := fmt.Sprint(entry.ContextMap())
		if strings.Contains(raw, "13800001234") {
			t.Errorf("a number in the access log: %s", raw)
		}
		if entry.Message == "request" && strings.Contains(raw, "secret cause") {
			caused++
		}
	}
	if caused != 7 { // conflict, internal and fault twice, and the one that was not JSON
		t.Errorf("%d requests logged with their cause, want 7", caused)
	}
}

func messages(p Problem) (all []string) {
	for _, f := range p.Errors {
		all = append(all, f.Message)
	}
	return all
}

func TestAllowedMethodsAndHealth(t *testing.T) {
	server, _ := serve(t)
	res, _ := ask(t, server, "GET", "/api/echo/1", "")
	if res.Header.Get("Allow") != "POST" {
		t.Errorf("Allow: %q", res.Header.Get("Allow"))
	}
	if res, body := ask(t, server, "GET", "/healthz", ""); res.StatusCode != 200 || body != "ok\n" {
		t.Errorf("health: %d %s", res.StatusCode, body)
	}
	_, body := ask(t, server, "GET", "/metrics", "")
	if !strings.Contains(body, `hotline_http_requests_total{method="GET",route="/healthz",status="200"} 1`) {
		t.Errorf("metrics:\n%s", body)
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	s := New(Config{
		Version: "1", Metrics: prometheus.NewRegistry(), Log: zap.NewNop(),
		Authenticate: func(next http.Handler) http.Handler { return next },
		Ready:        func(context.Context) error { return nil },
	})
	inside, release := make(chan struct{}), make(chan struct{})
	s.Handle("GET /slow", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(inside)
		<-release
		fmt.Fprint(w, "done")
	}))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Run(ctx, listener) }()
	answered := make(chan string, 1)
	go func() {
		res, err := http.Get("http://" + listener.Addr().String() + "/slow")
		if err != nil {
			answered <- err.Error()
			return
		}
		defer res.Body.Close()
		raw, _ := io.ReadAll(res.Body)
		answered <- string(raw)
	}()
	<-inside
	cancel()
	close(release)
	if got := <-answered; got != "done" {
		t.Errorf("a request under way got %q", got)
	}
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(shutdownTimeout + time.Minute):
		t.Error("it did not end")
	}
}
