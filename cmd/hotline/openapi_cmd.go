package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"hotline/cmd/hotline/controller"
)

// printOpenAPI is "hotline openapi": the REST contract of this very program. The web
// app's client is generated from it before the app is built.
func printOpenAPI(context.Context, []string) error {
	document := pages(controller.Undriven(), nil, prometheus.NewRegistry(), zap.NewNop()).API().OpenAPI()
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", " ")
	if err := out.Encode(document); err != nil {
		return fmt.Errorf("openapi: %w", err)
	}
	return nil
}
