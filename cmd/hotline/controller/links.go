package controller

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/callcenter/hub"
)

// A link is how a controller shows its screens what another one has: it asks for the
// other's items and goes on where it stopped. Nothing of it is in Redis but the list of
// who there is, so a wiped Redis takes nothing from a screen.
const (
	LinkPath    = "/internal/screens"
	linkBeat    = 2 * time.Second
	linkSilent  = 3 * linkBeat     // then the link is cut and made again
	linkLost    = 10 * time.Second // without a link, what the peer showed is taken away
	linkRetry   = time.Second
	longestLine = 1 << 20
)

// runLinks keeps a link to every other controller that beats.
func (c *Controller) runLinks(ctx context.Context) error {
	var links sync.WaitGroup
	defer links.Wait()
	running := map[string]context.CancelFunc{}
	for callcenter.Pause(ctx, linkRetry) {
		live := map[string]string{}
		for _, owner := range c.crew.own.Owners() {
			if owner.Name != c.parts.cfg.App() && owner.Live {
				live[owner.Name+" "+owner.URL] = owner.URL
			}
		}
		for peer, stop := range running {
			if live[peer] == "" {
				stop()
				delete(running, peer)
			}
		}
		for peer, address := range live {
			if running[peer] == nil {
				var linked context.Context
				linked, running[peer] = context.WithCancel(ctx)
				name := peer[:len(peer)-len(address)-1]
				links.Go(func() { c.keepLink(linked, name, address) })
			}
		}
	}
	for _, stop := range running {
		stop()
	}
	return nil
}

// keepLink makes the link again and again, and takes away what the peer showed once it
// was without one for a while, or is wanted no more.
func (c *Controller) keepLink(ctx context.Context, name, address string) {
	last := time.Now()
	for {
		err := c.link(ctx, name, address, func() { last = time.Now() })
		if ctx.Err() != nil {
			c.Desk.Hub().Lose(name)
			return
		}
		if time.Since(last) > linkLost {
			c.Desk.Hub().Lose(name)
		}
		c.parts.log.Debug("link to a peer's screens", zap.String("peer", name), zap.Error(err))
		if !callcenter.Pause(ctx, linkRetry) {
			c.Desk.Hub().Lose(name)
			return
		}
	}
}

// link takes what the peer has until the link breaks.
func (c *Controller) link(ctx context.Context, name, address string, alive func()) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(linkSilent, func() { cancel(errors.New("the peer said nothing")) })
	defer watch.Stop()
	since := url.Values{"since": {c.Desk.Hub().SinceOf(name)}}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address+LinkPath+"?"+since.Encode(), http.NoBody)
	if err != nil {
		return fmt.Errorf("link: %w", err)
	}
	c.Owner.secret.sign(r, nil, time.Now())
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return fmt.Errorf("link: %w", err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return refusalOf(answer)
	}
	lines := bufio.NewScanner(answer.Body)
	lines.Buffer(nil, longestLine)
	for lines.Scan() {
		watch.Reset(linkSilent)
		alive()
		var batch hub.Batch
		if err := json.Unmarshal(lines.Bytes(), &batch); err != nil {
			return fmt.Errorf("link: %w", err)
		}
		if !c.Desk.Hub().Feed(batch) {
			c.Desk.Hub().Lose(name) // the next link brings everything
			return errors.New("the peer's items do not follow on those known")
		}
	}
	return errors.Join(lines.Err(), context.Cause(ctx))
}

// Links serves the other controllers.
func (c *Controller) Links(refuse func(http.ResponseWriter, *http.Request, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := c.Owner.secret.verify(r, time.Now()); err != nil {
			refuse(w, r, err)
			return
		}
		s := c.Desk.Hub().OpenPeer(r.URL.Query().Get("since"))
		defer s.Close()
		control := http.NewResponseController(w)
		_ = control.SetReadDeadline(time.Time{})
		c.Desk.Fresh(r.Context())
		last := hub.Batch{}
		for r.Context().Err() == nil {
			wait, cancel := context.WithTimeout(r.Context(), linkBeat)
			batch, err := s.Next(wait)
			cancel()
			if err != nil {
				batch = hub.Batch{Cursor: last.Cursor} // a beat
			}
			last = batch
			if control.SetWriteDeadline(time.Now().Add(linkSilent)) != nil || json.NewEncoder(w).Encode(batch) != nil || control.Flush() != nil {
				return
			}
		}
	})
}
