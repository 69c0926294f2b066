package asterisk

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// Application is what Asterisk knows of an application name.
type Application struct {
	Name     string   `json:"name"`
	Channels []string `json:"channel_ids"`
	Bridges  []string `json:"bridge_ids"`
	Beat     string   `json:"-"` // changes every second while its owner is awake; see Pulse
}

// Applications lists all, with their beats. It needs no lease.
func (c *Client) Applications(ctx context.Context) ([]Application, error) {
	var apps []Application
	if err := c.Do(ctx, http.MethodGet, "/applications", nil, nil, &apps); err != nil {
		return nil, err
	}
	for i := range apps {
		beat, err := c.readBeat(ctx, apps[i].Name)
		if err != nil {
			return nil, err
		}
		apps[i].Beat = beat
	}
	return apps, nil
}

// Application is one of them; NotFound: nobody serves it and nothing is in it.
func (c *Client) Application(ctx context.Context, name string) (Application, error) {
	var app Application
	err := c.Do(ctx, http.MethodGet, "/applications/"+url.PathEscape(name), nil, nil, &app)
	return app, err
}

// Pulse tells whose owner is awake, by watching beats change. It compares nobody's
// clocks. One goroutine may use it.
type Pulse struct {
	seen map[string]pulse
}

type pulse struct {
	beat  string
	since time.Time
}

// Silent tells for each application how long its beat has not changed. What is seen
// for the first time counts from now.
func (p *Pulse) Silent(apps []Application) map[string]time.Duration {
	silent, seen := make(map[string]time.Duration, len(apps)), make(map[string]pulse, len(apps))
	for _, a := range apps {
		was, known := p.seen[a.Name]
		if !known || was.beat != a.Beat {
			was = pulse{a.Beat, time.Now()}
		}
		seen[a.Name], silent[a.Name] = was, time.Since(was.since)
	}
	p.seen = seen
	return silent
}
