package main

import (
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"hotline/cmd/hotline/controller"
)

// The contract is printed where nothing runs: the web app is built from it.
func TestTheContractNeedsNoServer(t *testing.T) {
	t.Parallel()
	document := pages(controller.Undriven(), nil, prometheus.NewRegistry(), zap.NewNop()).API().OpenAPI()
	for _, path := range []string{"/api/session", "/api/stream", "/api/consultations/{call}", "/api/queue"} {
		if document.Paths[path] == nil {
			t.Errorf("%s is not in the contract", path)
		}
	}
}
