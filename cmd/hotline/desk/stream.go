package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"hotline/callcenter/hub"
)

// StreamPath is where screens listen.
const StreamPath = "/api/stream"

const (
	beatEvery    = 2 * time.Second // a screen that hears nothing for five seconds is not connected
	writeTimeout = 5 * time.Second // of one frame; whoever is slower connects again
	retryAfter   = time.Second     // what the browser waits before it does
)

// Hello begins a stream.
type Hello struct {
	Controller  string    `json:"controller" doc:"连到的控制器"`
	BeatSeconds int       `json:"beat_seconds" doc:"每隔几秒一次 beat;5 秒什么也没收到就当作断线"`
	Fresh       bool      `json:"fresh" doc:"为真:忘掉以前的一切,接着是全部;为假:接着只是上次之后的变化"`
	Now         time.Time `json:"now" doc:"服务器时间"`
}

// Beat says that the connection lives.
type Beat struct {
	Now time.Time `json:"now" doc:"服务器时间"`
}

// Ended ends a stream for good.
type Ended struct {
	Detail string `json:"detail" doc:"原因,可直接显示"`
}

// Who is behind a stream: who looks, and whether he still may.
type Who struct {
	Viewer hub.Viewer
	Still  func() error
}

// Stream serves screens by Server-Sent Events. who refuses whoever is not signed in.
func (d *Desk) Stream(who func(*http.Request) (Who, error), refuse func(http.ResponseWriter, *http.Request, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		looks, err := who(r)
		if err != nil {
			refuse(w, r, err)
			return
		}
		since := r.Header.Get("Last-Event-ID")
		if since == "" {
			since = r.URL.Query().Get("since")
		}
		w.Header().Set("Content-Type", "text/event-stream")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Accel-Buffering", "no")
		d.Fresh(r.Context())
		s := d.hub.Open(looks.Viewer, since)
		defer s.Close()
		f := frames{to: w, control: http.NewResponseController(w), desk: d, still: looks.Still}
		_ = f.control.SetReadDeadline(time.Time{}) // nothing more is read: the request's own would end the stream
		if err := f.run(r.Context(), s); err != nil && r.Context().Err() == nil {
			panic(http.ErrAbortHandler) // half a frame must not look like the end
		}
	})
}

// frames writes one stream.
type frames struct {
	to      io.Writer
	control *http.ResponseController
	desk    *Desk
	still   func() error
	cursor  string
}

func (f *frames) run(ctx context.Context, s *hub.Screen) error {
	if _, err := fmt.Fprintf(f.to, "retry: %d\n\n", retryAfter.Milliseconds()); err != nil {
		return err
	}
	for {
		wait, cancel := context.WithTimeout(ctx, beatEvery)
		batch, err := s.Next(wait)
		cancel()
		if err == nil {
			err = f.batch(batch)
		} else if ctx.Err() == nil && errors.Is(err, context.DeadlineExceeded) {
			err = f.write("beat", Beat{time.Now()})
		}
		if err != nil {
			return err
		}
		if over := f.still(); over != nil {
			return f.write("ended", Ended{refusal(over)})
		}
		if err := f.flush(); err != nil {
			return err
		}
	}
}

// shown is how an item stands in a frame.
type shown struct {
	ID    string          `json:"id"`
	Value json.RawMessage `json:"value,omitempty"`
	Gone  bool            `json:"gone,omitempty"`
}

// batch writes what changed. The cursor is that of the whole batch, so it stands on its
// last frame alone: whoever got a part asks for all of it again.
func (f *frames) batch(b hub.Batch) error {
	first := f.cursor == ""
	if first || b.Fresh {
		hello := Hello{Controller: f.desk.cfg.Name, BeatSeconds: int(beatEvery / time.Second), Fresh: b.Fresh, Now: time.Now()}
		if err := f.write("hello", hello); err != nil {
			return err
		}
	}
	for _, item := range b.Items {
		if err := f.write(item.Kind, shown{ID: item.ID, Value: item.Value, Gone: item.Gone()}); err != nil {
			return err
		}
	}
	f.cursor = b.Cursor
	if first || b.Fresh {
		return f.write("ready", struct{}{})
	}
	return f.write("beat", Beat{time.Now()})
}

func (f *frames) write(kind string, data any) error {
	raw, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("frame %s: %w", kind, err)
	}
	if err := f.control.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	id := ""
	if kind == "ready" || kind == "beat" {
		id = "id: " + f.cursor + "\n"
	}
	_, err = fmt.Fprintf(f.to, "event: %s\n%sdata: %s\n\n", kind, id, raw)
	return err
}

func (f *frames) flush() error {
	if err := f.control.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	return f.control.Flush()
}
