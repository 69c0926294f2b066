package main

import (
	"bytes"
	"encoding/json"
	"os"
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

// What the other city's engineers read is what this program serves.
func TestTheContractWithOtherCentresIsTheOneInDeploy(t *testing.T) {
	t.Parallel()
	document, err := json.Marshal(exchangeServer(controller.Undriven(), zap.NewNop()).API().OpenAPI())
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile("../../deploy/12345/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	var kept bytes.Buffer
	if err := json.Compact(&kept, file); err != nil || !bytes.Equal(kept.Bytes(), document) {
		t.Errorf("deploy/12345/openapi.json is not the contract: bin/hotline openapi exchange > deploy/12345/openapi.json (%v)", err)
	}
}
