package main

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2/humatest"
	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/cmd/hotline/config"
)

func TestAReloadByRequestTakesTheFileOrSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	var taken []string
	var fault, denied error
	r := &reloader{
		load: func() (config.Config, error) {
			return config.Config{Center: config.Center{Name: "read anew"}}, fault
		},
		take: func(_ context.Context, cfg config.Config) error {
			taken = append(taken, cfg.Center.Name)
			return nil
		},
		log: zap.NewNop(),
	}
	_, rest := humatest.New(t)
	r.register(rest, func(context.Context) error { return denied }, func(_ context.Context, do func() error) error { return do() })
	const path = "/api/configuration/reload"
	if got := rest.Post(path); got.Code != http.StatusNoContent || len(taken) != 1 || taken[0] != "read anew" {
		t.Fatalf("%d %s, taken %v", got.Code, got.Body, taken)
	}
	fault = callcenter.Errorf(callcenter.Invalid, "配置文件有 1 处错误:\n  - %w", errors.New("reserve 里的技能没有主题要求"))
	if got := rest.Post(path); got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body.String(), "没有主题要求") || len(taken) != 1 {
		t.Fatalf("a file with faults: %d %s, taken %v", got.Code, got.Body, taken)
	}
	denied = callcenter.Errorf(callcenter.Denied, "没有权限")
	if got := rest.Post(path); got.Code != http.StatusForbidden || len(taken) != 1 {
		t.Fatalf("%d %s", got.Code, got.Body)
	}
}
