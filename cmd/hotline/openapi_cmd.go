package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/danielgtaylor/huma/v2"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/cmd/hotline/controller"
)

// printOpenAPI is "hotline openapi": the REST contract of this very program. The web
// app's client is generated from it before the app is built. "hotline openapi exchange" is
// the contract with other centres.
func printOpenAPI(_ context.Context, args []string) error {
	var document *huma.OpenAPI
	switch {
	case len(args) == 0:
		document = pages(controller.Undriven(), nil, prometheus.NewRegistry(), zap.NewNop()).API().OpenAPI()
	case len(args) == 1 && args[0] == "exchange":
		document = exchangeServer(controller.Undriven(), zap.NewNop()).API().OpenAPI()
	default:
		return callcenter.Errorf(callcenter.Invalid, "用法:hotline openapi [exchange]")
	}
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", " ")
	if err := out.Encode(document); err != nil {
		return fmt.Errorf("openapi: %w", err)
	}
	return nil
}
