package main

import (
	"context"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"github.com/danielgtaylor/huma/v2"
	"go.uber.org/zap"

	agentsapi "hotline/agents/api"
	"hotline/cmd/hotline/config"
)

// reloader takes the configuration file anew, by a signal or by request. A file with
// faults changes nothing.
type reloader struct {
	load func() (config.Config, error)
	take func(context.Context, config.Config) error
	log  *zap.Logger

	mu sync.Mutex // one at a time: the last file read is the one that counts
}

func (r *reloader) reload(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	cfg, err := r.load()
	if err != nil {
		return err
	}
	return r.take(ctx, cfg)
}

// onHangup reloads at each SIGHUP.
func (r *reloader) onHangup(ctx context.Context) error {
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-hangup:
			if err := r.reload(ctx); err != nil {
				r.log.Error("reload", zap.Error(err))
			}
		}
	}
}

// register adds the request. Its answer names all faults of the file. Noted does it and
// writes down what it changed.
func (r *reloader) register(api huma.API, may func(context.Context) error, noted func(ctx context.Context, do func() error) error) {
	huma.Register(api, huma.Operation{
		Method: http.MethodPost, Path: "/api/configuration/reload", OperationID: "reload-configuration",
		Summary: "重读配置文件里的菜单、主题和预留,不影响正在排队和通话的来电", DefaultStatus: http.StatusNoContent,
		Security: []map[string][]string{{agentsapi.Bearer: {}}},
		Errors: []int{
			http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusUnprocessableEntity,
			http.StatusServiceUnavailable, http.StatusInternalServerError,
		},
	}, func(ctx context.Context, _ *struct{}) (*struct{}, error) {
		if err := may(ctx); err != nil {
			return nil, err
		}
		return nil, noted(ctx, func() error { return r.reload(ctx) })
	})
}
