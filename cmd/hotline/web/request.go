package web

import (
	"context"
	"crypto/rand"
	"net/http"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"go.uber.org/zap"
)

// request is what the layers tell each other about one request.
type request struct {
	id string

	mu     sync.Mutex
	causes []error
}

type requestKey struct{}

func requestID(ctx context.Context) string {
	if q, ok := ctx.Value(requestKey{}).(*request); ok {
		return q.id
	}
	return ""
}

// note keeps a cause for the access log: it is logged once, with the request.
func note(ctx context.Context, err error) {
	if q, ok := ctx.Value(requestKey{}).(*request); ok {
		q.mu.Lock()
		defer q.mu.Unlock()
		q.causes = append(q.causes, err)
	}
}

// observed remembers what was answered.
type observed struct {
	http.ResponseWriter
	status int
}

func (o *observed) WriteHeader(status int) {
	if o.status == 0 && status >= http.StatusOK {
		o.status = status
	}
	o.ResponseWriter.WriteHeader(status)
}

func (o *observed) Write(b []byte) (int, error) {
	if o.status == 0 {
		o.status = http.StatusOK
	}
	return o.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach deadlines and flushing.
func (o *observed) Unwrap() http.ResponseWriter { return o.ResponseWriter }

// observe gives the request its id, and logs and measures it. The route is known
// only after the mux has chosen it, and then as its pattern.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		q := &request{id: rand.Text()}
		w.Header().Set("X-Request-Id", q.id)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		out := &observed{ResponseWriter: w}
		route := new(string)
		ctx := context.WithValue(context.WithValue(r.Context(), requestKey{}, q), routeKey{}, route)
		s.recovered(next).ServeHTTP(out, r.WithContext(ctx))
		took := time.Since(began)
		s.count.WithLabelValues(*route, r.Method, strconv.Itoa(out.status)).Inc()
		s.seconds.WithLabelValues(*route).Observe(took.Seconds())
		s.access(r, q, *route, out.status, took)
	})
}

type routeKey struct{}

func (s *Server) access(r *http.Request, q *request, route string, status int, took time.Duration) {
	fields := []zap.Field{
		zap.String("request_id", q.id), zap.String("method", r.Method), zap.String("route", route),
		zap.Int("status", status), zap.Duration("took", took), zap.String("remote", r.RemoteAddr),
	}
	q.mu.Lock()
	if len(q.causes) > 0 {
		fields = append(fields, zap.Errors("causes", q.causes))
	}
	q.mu.Unlock()
	switch {
	case status >= http.StatusInternalServerError:
		s.log.Error("request", fields...)
	case route == healthRoute || route == readyRoute || route == metricsRoute:
		s.log.Debug("request", fields...)
	default:
		s.log.Info("request", fields...)
	}
}

// recovered answers for a handler that panicked.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			fault := recover()
			if fault == nil {
				return
			}
			if fault == http.ErrAbortHandler {
				panic(fault) // a stream that gave up: the server's own way to say so
			}
			s.log.Error("panic", zap.String("request_id", requestID(r.Context())), zap.Any("fault", fault),
				zap.ByteString("stack", debug.Stack()))
			if o, ok := w.(*observed); !ok || o.status == 0 {
				refuse(w, r, problemOf(http.StatusInternalServerError))
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// route sends the request to its handler, and answers itself when there is none.
func (s *Server) route(w http.ResponseWriter, r *http.Request) {
	_, pattern := s.mux.Handler(r)
	if name, ok := r.Context().Value(routeKey{}).(*string); ok {
		*name = pattern
		if _, path, found := strings.Cut(pattern, " "); found {
			*name = path
		}
	}
	if pattern != "" {
		s.mux.ServeHTTP(w, r)
		return
	}
	lost := &nowhere{header: http.Header{}}
	s.mux.ServeHTTP(lost, r)
	if allow := lost.header.Get("Allow"); allow != "" {
		w.Header().Set("Allow", allow)
	}
	refuse(w, r, problemOf(lost.status))
}

// nowhere takes the mux's own words for 404 and 405, which are plain English.
type nowhere struct {
	header http.Header
	status int
}

func (n *nowhere) Header() http.Header         { return n.header }
func (n *nowhere) WriteHeader(status int)      { n.status = status }
func (n *nowhere) Write(b []byte) (int, error) { return len(b), nil }
