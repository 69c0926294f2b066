// Package guard looks after callers inside an application whose controller is
// gone: music as soon as its pulse stops, and after a minute those who do not talk
// are sent to the dialplan's fallback, where they may leave a message. It needs
// Asterisk and nothing else, so what takes a controller down leaves it standing.
//
// A controller that comes back, or a peer that adopts, beats again, and the guard
// lets go. A call it sent to the fallback is out of every application: nobody else
// can claim to have it.
package guard

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/CyCoreSystems/ari/v5"
	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"hotline/callcenter"
	"hotline/callcenter/asterisk"
	"hotline/callcenter/switchboard"
)

// Config of a guard.
type Config struct {
	URL, User, Password string // of ARI
	Name                string // of this guard's own application, unlike any controller's
	Guarded             string // prefix of the applications looked after
	Fallback            string // dialplan context that takes callers nobody answers
	MusicAfter          time.Duration
	FallbackAfter       time.Duration
	Log                 *zap.Logger
}

const (
	lookEvery   = 500 * time.Millisecond
	lookTimeout = 5 * time.Second
)

// Guard is a running guard.
type Guard struct {
	cfg     Config
	wire    *asterisk.Client
	pulse   asterisk.Pulse
	soothed map[string]bool // channels that were given music
}

// Run guards until ctx ends.
func Run(ctx context.Context, cfg Config) error {
	g := &Guard{cfg: cfg, soothed: map[string]bool{}}
	g.wire = asterisk.New(asterisk.Config{
		URL: cfg.URL, User: cfg.User, Password: cfg.Password, App: cfg.Name,
		Events: []string{"ApplicationReplaced"},
		Handle: func(ari.Event) {},
		Resync: func(context.Context) error { return nil },
		Log:    cfg.Log,
	})
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return g.wire.Run(ctx) })
	group.Go(func() error { return g.watch(ctx) })
	return group.Wait()
}

func (g *Guard) watch(ctx context.Context) error {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if !g.wire.Live() {
			continue
		}
		look, cancel := context.WithTimeoutCause(ctx, lookTimeout, errors.New("asterisk did not answer the guard"))
		err := g.look(look)
		cancel()
		if err != nil && ctx.Err() == nil {
			g.cfg.Log.Warn("look", zap.Error(err))
		}
	}
}

// look sees who is not looked after, and does what is due for him.
func (g *Guard) look(ctx context.Context) error {
	apps, err := g.wire.Applications(ctx)
	if err != nil {
		return fmt.Errorf("list applications: %w", err)
	}
	silent := g.pulse.Silent(apps)
	var talking map[string]bool
	alone := map[string]bool{}
	for _, app := range apps {
		if !strings.HasPrefix(app.Name, g.cfg.Guarded) || silent[app.Name] < g.cfg.MusicAfter {
			continue
		}
		if talking == nil {
			if talking, err = g.talking(ctx); err != nil {
				return err
			}
		}
		for _, channel := range app.Channels {
			alone[channel] = true
			if err := g.care(ctx, app.Name, channel, talking[channel], silent[app.Name]); err != nil {
				return err
			}
		}
	}
	for channel := range g.soothed {
		if !alone[channel] {
			delete(g.soothed, channel)
		}
	}
	return nil
}

// talking lists the channels that hear another in a bridge.
func (g *Guard) talking(ctx context.Context) (map[string]bool, error) {
	var bridges []ari.BridgeData
	if err := g.wire.Do(ctx, http.MethodGet, "/bridges", nil, nil, &bridges); err != nil {
		return nil, fmt.Errorf("list bridges: %w", err)
	}
	talking := map[string]bool{}
	for _, b := range bridges {
		for _, channel := range b.ChannelIDs {
			talking[channel] = len(b.ChannelIDs) > 1
		}
	}
	return talking, nil
}

// care does what is due for one channel. A talk goes on by itself.
func (g *Guard) care(ctx context.Context, app, channel string, talking bool, silent time.Duration) error {
	agent := !callcenter.Token(channel).Call().IsZero()
	path := "/channels/" + url.PathEscape(channel)
	var err error
	switch {
	case talking:
		return nil
	case silent >= g.cfg.FallbackAfter && agent:
		err = g.wire.Do(ctx, http.MethodDelete, path, nil, nil, nil)
	case silent >= g.cfg.FallbackAfter:
		err = g.release(ctx, app, channel, path)
	case !agent && !g.soothed[channel]:
		err = g.wire.Do(ctx, http.MethodPost, path+"/moh", nil, nil, nil)
		g.soothed[channel] = err == nil
		g.cfg.Log.Warn("caller hears music from the guard", zap.String("app", app), zap.String("line", channel), zap.Error(err))
	}
	if callcenter.Is(err, callcenter.NotFound) {
		return nil // he hung up
	}
	return err
}

// release sends a caller to the fallback under the number he dialled. Who has talked
// and was being asked how it was, is not asked to say it all again to a machine.
func (g *Guard) release(ctx context.Context, app, channel, path string) error {
	log := g.cfg.Log.With(zap.String("app", app), zap.String("line", channel))
	if g.served(ctx, path) {
		log.Warn("caller let go: his talk was over")
		return g.wire.Do(ctx, http.MethodDelete, path, nil, nil, nil)
	}
	var line ari.ChannelData
	if err := g.wire.Do(ctx, http.MethodGet, path, nil, nil, &line); err != nil {
		return err
	}
	to := url.Values{"context": {g.cfg.Fallback}, "extension": {"s"}, "priority": {"1"}}
	if line.Dialplan != nil && line.Dialplan.Exten != "" {
		to.Set("extension", line.Dialplan.Exten)
	}
	err := g.wire.Do(ctx, http.MethodPost, path+"/continue", to, nil, nil)
	log.Warn("caller sent to the fallback", zap.Error(err))
	return err
}

// served reports that the caller's talk was over. What cannot be read is not.
func (g *Guard) served(ctx context.Context, path string) bool {
	var variable struct {
		Value string `json:"value"`
	}
	err := g.wire.Do(ctx, http.MethodGet, path+"/variable", url.Values{"variable": {switchboard.MemoryVariable}}, nil, &variable)
	var memory callcenter.Memory
	if err != nil || json.Unmarshal([]byte(variable.Value), &memory) != nil {
		return false
	}
	return memory.Stage == callcenter.Rating || memory.Stage == callcenter.Leaving
}
