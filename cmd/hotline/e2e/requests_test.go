package e2e

import (
	"bufio"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"hotline/callcenter/flow/story"
	"hotline/cmd/hotline/config"
)

// shortest is a call with nothing in it that app_queue does not do too.
const shortest = `# A caller reaches an agent at once.
wang is ready for consult
caller dials
wang's phone rings
wang answers; both talk 4 s; wang hangs up
→ outcome completed; segments 1; record 1
`

// requestsOfACall: they are what a call costs Asterisk and us, so their number is held
// here, as the controller's own metrics count them.
func requestsOfACall(t *testing.T, g *ground) {
	t.Helper()
	told, err := story.Parse(shortest)
	if err != nil {
		t.Fatal(err)
	}
	p := newCast(t, g, told, func(cfg *config.Config) {
		cfg.Call = config.Call{Music: true, RatingScale: cfg.Call.RatingScale}
	})
	p.start(controller)
	p.play(told)
	want := map[string]int{
		"POST /events/claim": 1, "POST /channels/{id}/answer": 1, "POST /channels": 1,
		"POST /channels/{id}/moh": 1, "DELETE /channels/{id}/moh": 1,
		"POST /bridges/{id}": 1, "POST /bridges/{id}/addChannel": 1, "POST /channels/{id}/variable": 1,
		"DELETE /bridges/{id}": 1, "DELETE /channels/{id}": 1,
	}
	if got := p.requests(); !maps.Equal(got, want) {
		t.Errorf("requests %v,\nwant     %v", got, want)
	}
}

var counted = regexp.MustCompile(`^hotline_asterisk_request_seconds_count\{method="(\w+)",route="([^"]+)"\} (\d+)$`)

// requests are those that were for calls; the rest is asked once a second, whatever happens.
func (p *player) requests() map[string]int {
	p.t.Helper()
	response, err := http.Get(p.runs[controller].url + "/metrics")
	if err != nil {
		p.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	all := map[string]int{}
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		m := counted.FindStringSubmatch(lines.Text())
		if m == nil || m[1] == http.MethodGet || m[1] == http.MethodPut || strings.HasPrefix(m[2], "/asterisk/") || strings.HasPrefix(m[2], "/events/user/") {
			continue
		}
		n, err := strconv.Atoi(m[3])
		if err != nil {
			p.t.Fatal(err)
		}
		all[fmt.Sprint(m[1], " ", m[2])] = n
	}
	return all
}
