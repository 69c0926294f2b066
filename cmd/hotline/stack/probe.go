package stack

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"hotline/callcenter"
)

// ARIURL is where the stack's ARI answers.
func (p Place) ARIURL() string { return "http://" + p.Address(PortARI) + "/ari" }

// probe asks a running Asterisk for what the hotline cannot do without, and names
// all that is missing at once.
func (p Place) probe(ctx context.Context) error {
	ctx, cancel := context.WithTimeoutCause(ctx, 10*time.Second, fmt.Errorf("asterisk did not answer the probe"))
	defer cancel()
	var missing []string
	lacks := func(what string, err error) {
		if err != nil {
			missing = append(missing, fmt.Sprintf("%s(%v)", what, err))
		}
	}
	lacks("应用 StasisBroadcast", p.probeModule(ctx, "app_stasis_broadcast.so"))
	lacks("接口 POST /ari/events/claim", p.probeClaim(ctx))
	lacks("变量参数 report_events", p.probeDocs(ctx, "channels.json", "report_events"))
	if len(missing) == 0 {
		return nil
	}
	return callcenter.Errorf(callcenter.Unavailable,
		"这个 Asterisk 不够用,缺少:%s;需要 %d.%d 或更新的版本", strings.Join(missing, ";"), oldestMajor, oldestMinor)
}

func (p Place) probeModule(ctx context.Context, module string) error {
	status, body, err := p.ask(ctx, http.MethodGet, "/asterisk/modules/"+module)
	if err != nil {
		return err
	}
	var answer struct{ Status string }
	if err := json.Unmarshal(body, &answer); err != nil || answer.Status != "Running" {
		return fmt.Errorf("HTTP %d: %s", status, body)
	}
	return nil
}

// probeClaim claims a channel that does not exist: whoever knows the verb refuses
// with the reason, whoever does not has no such resource.
func (p Place) probeClaim(ctx context.Context) error {
	status, body, err := p.ask(ctx, http.MethodPost, "/events/claim?channelId=probe&application=probe")
	switch {
	case err != nil:
		return err
	case status == http.StatusConflict, status == http.StatusNotFound && !strings.Contains(string(body), "Resource not found"):
		return nil
	}
	return fmt.Errorf("HTTP %d: %s", status, body)
}

// probeDocs looks into the description that Asterisk gives of its own interface.
func (p Place) probeDocs(ctx context.Context, file, word string) error {
	status, body, err := p.ask(ctx, http.MethodGet, "/api-docs/"+file)
	if err != nil {
		return err
	}
	if status != http.StatusOK || !strings.Contains(string(body), word) {
		return fmt.Errorf("HTTP %d", status)
	}
	return nil
}

func (p Place) ask(ctx context.Context, method, path string) (int, []byte, error) {
	password, err := p.secret("ari-password")
	if err != nil {
		return 0, nil, err
	}
	request, err := http.NewRequestWithContext(ctx, method, p.ARIURL()+path, nil)
	if err != nil {
		return 0, nil, fmt.Errorf("ask ari: %w", err)
	}
	request.SetBasicAuth(ARIUser, password)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, nil, fmt.Errorf("ask ari: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return 0, nil, fmt.Errorf("ask ari: %w", err)
	}
	return response.StatusCode, body, nil
}
