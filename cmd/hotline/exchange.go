package main

import (
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"hotline/cmd/hotline/controller"
	"hotline/cmd/hotline/web"
	"hotline/records/orders/exchange"
	exchangeapi "hotline/records/orders/exchange/api"
)

// exchangeVersion is that of the contract with other centres.
const exchangeVersion = "1.0.0"

// exchangeServer is what other centres see, and nothing else: an address of its own with the
// contract of deploy/12345, the document that describes it, and whether we are up.
func exchangeServer(c *controller.Controller, log *zap.Logger) *web.Server {
	var s *web.Server
	s = web.New(web.Config{
		Version: exchangeVersion, Ready: c.Ready, Metrics: prometheus.NewRegistry(), Log: log.Named("exchange"),
		Authenticate: func(next http.Handler) http.Handler {
			gate := exchangeapi.Gate(c.Exchange(), next, func(w http.ResponseWriter, r *http.Request, err error) { s.Refuse(w, r, err) })
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch {
				case strings.HasPrefix(r.URL.Path, "/exchange/"):
					gate.ServeHTTP(w, r)
				case r.URL.Path == "/openapi.json" || r.URL.Path == "/healthz":
					next.ServeHTTP(w, r)
				default:
					http.NotFound(w, r)
				}
			})
		},
	})
	describeExchange(s.API().OpenAPI())
	exchangeapi.RegisterPeer(s.API(), c.Exchange())
	s.Large("POST "+exchange.MessagePath, exchangeapi.MostMessage+1)
	return s
}

func describeExchange(document *huma.OpenAPI) {
	document.Info.Title = "工单交换 / Work order exchange"
	document.Info.Description = "12348 与 12345、省 12348 之间交换工单,双方各实现一份。签名、版本、重发的规则见 contract.zh-CN.md。\n\n" +
		"Exchange of work orders between hotlines; both sides implement it. Signatures, versions and repetition: contract.md."
	document.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"signature": {
			Type: "apiKey", In: "header", Name: exchange.SignatureHeader,
			Description: "HMAC-SHA256,连同 X-Exchange-Peer、-Key、-Timestamp、-Nonce / with the other four headers, see contract.md",
		},
	}
}
