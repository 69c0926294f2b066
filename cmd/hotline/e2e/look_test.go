package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// worthReading is a log without its access lines and stack traces.
func worthReading(log []byte) string {
	var lines []string
	for line := range strings.Lines(string(log)) {
		if !strings.Contains(line, `"logger":"web"`) {
			line, _, _ = strings.Cut(line, `,"stacktrace"`)
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return strings.Join(lines, "\n")
}

// until polls what becomes true by the work of other processes.
func (h *house) until(most time.Duration, what string, so func() bool) {
	h.t.Helper()
	for deadline := time.Now().Add(most); !so(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			h.t.Fatalf("%s: not within %s", what, most)
		}
	}
}

// ask asks the first running controller's API as that agent.
func (h *house) ask(agent, method, path string, body, out any) error {
	h.t.Helper()
	var raw bytes.Buffer
	if body != nil {
		if err := json.NewEncoder(&raw).Encode(body); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	for _, run := range h.runs {
		request, err := http.NewRequestWithContext(ctx, method, run.url+path, &raw)
		if err != nil {
			return err
		}
		request.Header.Set("Content-Type", "application/json")
		if token := h.tokens[agent]; token != "" {
			request.Header.Set("Authorization", "Bearer "+token)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return err
		}
		defer func() { _ = response.Body.Close() }()
		if response.StatusCode >= 300 {
			var problem struct{ Detail string }
			_ = json.NewDecoder(response.Body).Decode(&problem)
			return fmt.Errorf("%s %s: %s: %s", method, path, response.Status, problem.Detail)
		}
		if out == nil {
			return nil
		}
		return json.NewDecoder(response.Body).Decode(out)
	}
	return fmt.Errorf("no controller runs")
}
