package asterisk

import (
	"context"
	"errors"
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

// beat goes once a second through requests, application and event stream. It lets
// everybody else see that the owner of the name is awake: REST lists an application whose
// websocket is gone like one that is served, for as long as it has a channel. It is a
// command: whoever lost the name, or sleeps, stops beating. And it is heard again on the
// stream: an old websocket that Asterisk takes down while the new one is opened can take
// the application with it, and pings are answered on a stream that will never tell
// anything.
func (c *Client) beat(ctx context.Context) error {
	good := time.Now()
	c.unheard.Store(0)
	for n := 0; ; n++ {
		err := c.beatOnce(ctx, n)
		switch {
		case callcenter.Is(err, callcenter.NotFound), time.Duration(c.unheard.Load())*beatEvery > c.cfg.Stall:
			return errors.Join(errDeaf, err)
		case err == nil:
			good = time.Now()
		case time.Since(good) >= c.cfg.Stall:
			return fmt.Errorf("watch requests: %w", err)
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(beatEvery):
		}
	}
}

var errDeaf = errors.New("watch event stream: nothing is heard on it, and the application is not served by it")

// beatOnce shows a beat to the others and sends it round to ourselves. It is not heard at
// once: what is on the stream comes first, and proves as much.
func (c *Client) beatOnce(ctx context.Context, n int) error {
	ctx, cancel := context.WithTimeout(ctx, c.cfg.Stall)
	defer cancel()
	q := url.Values{"variable": {beatVariable(c.cfg.App)}, "value": {c.life + "." + strconv.Itoa(n)}}
	if err := c.send(ctx, http.MethodPost, "/asterisk/variable", q, nil, nil); err != nil {
		return err
	}
	if err := c.send(ctx, http.MethodPost, "/events/user/"+beatEvent, url.Values{"application": {c.cfg.App}}, nil, nil); err != nil {
		return err
	}
	c.unheard.Add(1)
	return nil
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

// beatEvent is the name of a beat's user event.
const beatEvent = "hotline-beat"

func beatVariable(app string) string { return "HOTLINE_BEAT_" + app }
