package asterisk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/CyCoreSystems/ari/v5"
	"github.com/coder/websocket"
	"go.uber.org/zap"
)

// session is one life of the stream: open, filter, resync, live, lost.
func (c *Client) session(ctx context.Context) error {
	asked := time.Now()
	conn, err := c.dial(ctx)
	if err != nil {
		return fmt.Errorf("open event stream: %w", err)
	}
	defer conn.CloseNow()
	c.opened.Add(1)
	c.lease.take(asked, conn.Ping)
	defer c.lease.lose()

	ctx, cancel := context.WithCancelCause(ctx)
	events := newQueue()
	var workers sync.WaitGroup
	workers.Go(func() { cancel(c.read(ctx, conn, events)) })
	workers.Go(func() { cancel(c.watch(ctx)) })
	workers.Go(func() { cancel(c.beat(ctx)) })
	cancel(c.serve(ctx, events))
	c.live.Store(false)
	c.lease.lose()
	conn.CloseNow()
	workers.Wait()
	return context.Cause(ctx)
}

func (c *Client) dial(ctx context.Context) (*websocket.Conn, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, c.cfg.Stall, errors.New("websocket upgrade timed out"))
	defer cancel()
	to := strings.Replace(c.cfg.URL, "http", "ws", 1) + "/events?" + url.Values{"app": {c.cfg.App}}.Encode()
	head := http.Header{}
	head.Set("Authorization", c.authorization)
	own := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}} // no proxy, whatever the environment says
	conn, resp, err := websocket.Dial(ctx, to, &websocket.DialOptions{HTTPHeader: head, HTTPClient: own})
	if err != nil {
		if resp != nil {
			return nil, fmt.Errorf("status %d: %w", resp.StatusCode, err)
		}
		return nil, err
	}
	conn.SetReadLimit(-1) // one event may carry a megabyte of variables
	return conn, nil
}

// read moves messages from the socket to the queue and never waits for anybody.
func (c *Client) read(ctx context.Context, conn *websocket.Conn, events *queue) error {
	for {
		_, data, err := conn.Read(ctx)
		if err != nil {
			return fmt.Errorf("read event stream: %w", err)
		}
		c.unheard.Store(0)
		event, err := Decode(data)
		if _, unknown := errors.AsType[errUnknown](err); unknown {
			c.unknown.Add(1)
			continue
		}
		if err != nil {
			c.malformed.Add(1)
			c.log.Warn("event not understood", zap.Error(err), zap.Int("bytes", len(data)))
			continue
		}
		if e, ok := event.(*ari.ChannelUserevent); ok && e.Eventname == beatEvent {
			continue
		}
		c.n.Add(1)
		if _, replaced := event.(*ari.ApplicationReplaced); replaced {
			// Before the next read, which is where a pong would be noticed.
			c.lease.end(ErrReplaced)
			return ErrReplaced
		}
		events.put(event)
	}
}

// serve narrows the events, resyncs, and hands out events until the stream ends.
func (c *Client) serve(ctx context.Context, events *queue) error {
	if err := c.narrow(ctx); err != nil {
		return fmt.Errorf("install event filter: %w", err)
	}
	if err := c.cfg.Resync(ctx); err != nil {
		return fmt.Errorf("resync: %w", err)
	}
	c.live.Store(true)
	for {
		batch, err := events.take(ctx)
		if err != nil {
			return err
		}
		for _, e := range batch {
			c.cfg.Handle(e)
		}
	}
}

// narrow leaves out the events nobody here needs. The filter goes when the
// application does, so every stream installs it again.
func (c *Client) narrow(ctx context.Context) error {
	if len(c.cfg.Events) == 0 {
		return nil
	}
	type named struct {
		Type string `json:"type"`
	}
	allowed := []named{{"ApplicationReplaced"}, {"ChannelUserevent"}} // filtered like any other: without them there is no fence, and no beat
	for _, e := range c.cfg.Events {
		allowed = append(allowed, named{e})
	}
	path := "/applications/" + url.PathEscape(c.cfg.App) + "/eventFilter"
	return c.Do(ctx, http.MethodPut, path, nil, map[string]any{"allowed": allowed}, nil)
}
