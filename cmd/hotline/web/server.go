package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.uber.org/zap"

	"hotline/callcenter"
)

// Every wait and limit of the server.
const (
	headerTimeout   = 5 * time.Second
	readTimeout     = 30 * time.Second
	writeTimeout    = 60 * time.Second // streams set their own
	idleTimeout     = 2 * time.Minute
	requestTimeout  = 10 * time.Second // of an operation of the API
	shutdownTimeout = 5 * time.Second
	mostHeader      = 32 << 10
	mostBody        = 1 << 20
)

// The routes of the server itself.
const (
	openAPIRoute = "/openapi.json"
	healthRoute  = "/healthz"
	readyRoute   = "/readyz"
	metricsRoute = "/metrics"
)

// Config is what New needs.
type Config struct {
	Version      string                          // of the program, in the OpenAPI document
	Authenticate func(http.Handler) http.Handler // finds out who asks
	Ready        func(context.Context) error     // nil when calls can be taken; else why not, in Chinese
	Metrics      *prometheus.Registry
	Log          *zap.Logger
}

// Server is the HTTP side of one controller.
type Server struct {
	mux     *http.ServeMux
	api     huma.API
	handler http.Handler
	log     *zap.Logger
	count   *prometheus.CounterVec
	seconds *prometheus.HistogramVec

	large map[string]int64 // patterns that take larger bodies

	closing    context.Context // ends with the server: a stream does not by itself
	endStreams context.CancelFunc
}

// New makes a server. Operations are registered with API, streams and pages with
// Handle, before Run.
func New(cfg Config) *Server {
	speakChinese()
	closing, endStreams := context.WithCancel(context.Background())
	s := &Server{
		large: map[string]int64{}, closing: closing, endStreams: endStreams,
		mux: http.NewServeMux(), log: cfg.Log,
		count: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "hotline_http_requests_total", Help: "Requests answered, by route, method and status.",
		}, []string{"route", "method", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "hotline_http_request_seconds", Help: "Time to answer, by route.", Buckets: prometheus.ExponentialBuckets(0.001, 4, 8),
		}, []string{"route"}),
	}
	cfg.Metrics.MustRegister(s.count, s.seconds)
	s.api = humago.New(s.mux, apiConfig(cfg.Version))
	s.api.UseMiddleware(bounded)
	s.mux.HandleFunc("GET "+openAPIRoute, s.openAPI())
	s.mux.HandleFunc("GET "+healthRoute, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	s.mux.HandleFunc("GET "+readyRoute, s.ready(cfg.Ready))
	s.mux.Handle("GET "+metricsRoute, promhttp.HandlerFor(cfg.Metrics, promhttp.HandlerOpts{}))

	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p := problemOf(http.StatusForbidden)
		p.Detail = "不接受来自其他网站的请求"
		refuse(w, r, p)
	}))
	routed := cfg.Authenticate(http.HandlerFunc(s.route))
	s.handler = s.observe(origin.Handler(s.limited(routed)))
	return s
}

// apiConfig leaves out what huma adds for browsing: its pages load scripts from
// elsewhere, and its document is made without a lock at the first request.
func apiConfig(version string) huma.Config {
	cfg := huma.DefaultConfig("12348 热线", version)
	cfg.Info.Description = "话务、坐席与人员的接口。出错时一律返回 application/problem+json(RFC 9457),文字可以直接显示。"
	cfg.OpenAPIPath, cfg.DocsPath, cfg.SchemasPath, cfg.CreateHooks = "", "", "", nil
	cfg.Transformers = []huma.Transformer{func(ctx huma.Context, _ string, v any) (any, error) {
		switch e := v.(type) {
		case *callcenter.Error:
			p := fromVerb(ctx.Context(), e)
			p.Instance = requestID(ctx.Context())
			return p, nil
		case *Problem:
			e.Instance = requestID(ctx.Context())
		}
		return v, nil
	}}
	return cfg
}

// bounded gives an operation its time.
func bounded(ctx huma.Context, next func(huma.Context)) {
	c, cancel := context.WithTimeoutCause(ctx.Context(), requestTimeout, errors.New("the request took too long"))
	defer cancel()
	next(huma.WithContext(ctx, c))
}

// API is where operations are registered.
func (s *Server) API() huma.API { return s.api }

// Handle mounts what is no operation: the web app, what peers ask.
func (s *Server) Handle(pattern string, handler http.Handler) { s.mux.Handle(pattern, handler) }

// Large lets requests of a pattern be larger than others. Before Run.
func (s *Server) Large(pattern string, most int64) { s.large[pattern] = most }

// limited bounds a request's body.
func (s *Server) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		most := int64(mostBody)
		if _, pattern := s.mux.Handler(r); s.large[pattern] > most {
			most = s.large[pattern]
		}
		http.MaxBytesHandler(next, most).ServeHTTP(w, r)
	})
}

// Stream mounts what lasts: its context ends when the server stops. It takes its own
// write deadlines.
func (s *Server) Stream(pattern string, handler http.Handler) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer context.AfterFunc(s.closing, cancel)()
		handler.ServeHTTP(w, r.WithContext(ctx))
	})
}

// Refuse answers with problem details.
func (s *Server) Refuse(w http.ResponseWriter, r *http.Request, err error) {
	refuse(w, r, fromVerb(r.Context(), callcenter.Errorf(callcenter.KindOf(err), "%w", err)))
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

func (s *Server) openAPI() http.HandlerFunc {
	document := sync.OnceValues(func() ([]byte, error) { return json.Marshal(s.api.OpenAPI()) })
	return func(w http.ResponseWriter, r *http.Request) {
		raw, err := document()
		if err != nil {
			note(r.Context(), err)
			refuse(w, r, problemOf(http.StatusInternalServerError))
			return
		}
		w.Header().Set("Content-Type", "application/vnd.oai.openapi+json;version=3.1")
		w.Header().Set("Content-Length", strconv.Itoa(len(raw)))
		_, _ = w.Write(raw)
	}
}

func (s *Server) ready(is func(context.Context) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeoutCause(r.Context(), requestTimeout, errors.New("readiness took too long"))
		defer cancel()
		err := is(ctx)
		if err == nil {
			fmt.Fprintln(w, "ok")
			return
		}
		p := problemOf(http.StatusServiceUnavailable)
		if refusal, ours := errors.AsType[*callcenter.Error](err); ours {
			p.Detail = refusal.Detail
		} else {
			note(r.Context(), err)
		}
		refuse(w, r, p)
	}
}

// Run serves on the listener until ctx ends, then lets requests finish.
func (s *Server) Run(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler: s, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout,
		IdleTimeout: idleTimeout, MaxHeaderBytes: mostHeader, ErrorLog: zap.NewStdLog(s.log),
		// Requests end with the server's own shutdown, not with the signal.
		BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) },
	}
	server.RegisterOnShutdown(s.endStreams)
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	select {
	case err := <-served:
		return fmt.Errorf("http server: %w", err)
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), shutdownTimeout, errors.New("requests did not finish"))
	defer cancel()
	err := server.Shutdown(last)
	if err != nil {
		err = errors.Join(err, server.Close())
	}
	<-served
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("http server: %w", err)
	}
	return nil
}
