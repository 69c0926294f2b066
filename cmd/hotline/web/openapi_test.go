package web

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"hotline/agents/api"
)

// document is as much of OpenAPI 3.1 as is checked here.
type document struct {
	OpenAPI string `json:"openapi"`
	Info    struct{ Title, Version string }
	Paths   map[string]map[string]struct {
		OperationID string                     `json:"operationId"`
		Summary     string                     `json:"summary"`
		Security    []map[string][]string      `json:"security"`
		Responses   map[string]json.RawMessage `json:"responses"`
		Parameters  []struct {
			Name, In string
			Required bool
		}
	}
	Components struct {
		Schemas         map[string]json.RawMessage
		SecuritySchemes map[string]json.RawMessage
	}
}

var (
	reference = regexp.MustCompile(`"\$ref":"#/components/schemas/([^"]+)"`)
	parameter = regexp.MustCompile(`\{([^}]+)\}`)
)

func TestOpenAPIDocument(t *testing.T) {
	s := New(Config{
		Version: "1.2.3", Metrics: prometheus.NewRegistry(), Log: zap.NewNop(),
		Authenticate: func(next http.Handler) http.Handler { return next },
		Ready:        func(context.Context) error { return nil },
	})
	api.Register(s.API(), nil, nil) // described, never called
	raw := fetch(t, s)
	var doc document
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1.") || doc.Info.Title == "" || doc.Info.Version != "1.2.3" {
		t.Errorf("openapi %q, info %+v", doc.OpenAPI, doc.Info)
	}
	for _, ref := range reference.FindAllStringSubmatch(string(raw), -1) {
		if doc.Components.Schemas[ref[1]] == nil {
			t.Errorf("schema %s is referred to and not there", ref[1])
		}
	}
	seen := map[string]string{}
	for path, item := range doc.Paths {
		for method, op := range item {
			where := method + " " + path
			if op.OperationID == "" || seen[op.OperationID] != "" {
				t.Errorf("%s: operationId %q, also of %q", where, op.OperationID, seen[op.OperationID])
			}
			seen[op.OperationID] = where
			if !strings.ContainsFunc(op.Summary, func(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }) {
				t.Errorf("%s: summary %q is not Chinese", where, op.Summary)
			}
			if op.OperationID != "sign-in" && len(op.Security) == 0 {
				t.Errorf("%s: open to everybody", where)
			}
			refusals := 0
			for status, response := range op.Responses {
				if status >= "400" {
					refusals++
					if !strings.Contains(string(response), `"application/problem+json"`) || !strings.Contains(string(response), "/Problem\"") {
						t.Errorf("%s: %s is no problem: %s", where, status, response)
					}
				}
			}
			if refusals < 2 {
				t.Errorf("%s: %d error responses", where, refusals)
			}
			for _, name := range parameter.FindAllStringSubmatch(path, -1) {
				declared := false
				for _, p := range op.Parameters {
					declared = declared || p.Name == name[1] && p.In == "path" && p.Required
				}
				if !declared {
					t.Errorf("%s: parameter %s is not declared", where, name[1])
				}
			}
		}
	}
	if len(seen) < 14 || doc.Components.SecuritySchemes[api.Bearer] == nil {
		t.Errorf("%d operations, security schemes %v", len(seen), doc.Components.SecuritySchemes)
	}
}

// fetch asks from several sides at once: the document is made at the first request.
func fetch(t *testing.T, s *Server) []byte {
	t.Helper()
	answers := make([]*httptest.ResponseRecorder, 4)
	var asking sync.WaitGroup
	for i := range answers {
		asking.Go(func() {
			answers[i] = httptest.NewRecorder()
			s.ServeHTTP(answers[i], httptest.NewRequestWithContext(t.Context(), http.MethodGet, openAPIRoute, nil))
		})
	}
	asking.Wait()
	for _, a := range answers {
		if a.Code != http.StatusOK || a.Body.String() != answers[0].Body.String() {
			t.Fatalf("%d %s", a.Code, a.Body)
		}
	}
	return answers[0].Body.Bytes()
}
