package asterisk

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"hotline/callcenter"
)

const (
	pingEvery = 500 * time.Millisecond
	beatEvery = time.Second
)

// watch keeps the proof young and ends the stream when nobody answers on it.
func (c *Client) watch(ctx context.Context) error {
	for {
		ask, cancel := context.WithTimeoutCause(ctx, c.cfg.Stall, fmt.Errorf("no pong within %s", c.cfg.Stall))
		err := c.lease.prove(ask)
		cancel()
		if err != nil {
			return fmt.Errorf("watch event stream: %w", err)
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(pingEvery):
		}
	}
}

// beat proves the request side once a second, and lets everybody else see that the
// owner of the name is awake: REST lists an application whose websocket is gone
// like one that is served, for as long as it has a channel. The beat
// is a command: whoever lost the name, or sleeps, stops beating.
func (c *Client) beat(ctx context.Context) error {
	good := time.Now()
	for n := 0; ; n++ {
		q := url.Values{"variable": {beatVariable(c.cfg.App)}, "value": {c.life + "." + strconv.Itoa(n)}}
		ask, cancel := context.WithTimeout(ctx, c.cfg.Stall)
		err := c.send(ask, http.MethodPost, "/asterisk/variable", q, nil, nil)
		cancel()
		if err == nil {
			good = time.Now()
		} else if time.Since(good) >= c.cfg.Stall {
			return fmt.Errorf("watch requests: %w", err)
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(beatEvery):
		}
	}
}

// usurped reports that another beats under our name. A process that slept may have
// torn down its stream before it read that it was replaced: it must not take
// the calls back from whoever looks after them.
func (c *Client) usurped(ctx context.Context) bool {
	beat, err := c.readBeat(ctx, c.cfg.App)
	return err == nil && beat != "" && !strings.HasPrefix(beat, c.life+".")
}

func (c *Client) readBeat(ctx context.Context, app string) (string, error) {
	var v struct {
		Value string `json:"value"`
	}
	err := c.Do(ctx, http.MethodGet, "/asterisk/variable", url.Values{"variable": {beatVariable(app)}}, nil, &v)
	if callcenter.Is(err, callcenter.NotFound) {
		return "", nil
	}
	return v.Value, err
}

func beatVariable(app string) string { return "HOTLINE_BEAT_" + app }
