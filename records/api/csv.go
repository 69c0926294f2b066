package api

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"iter"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"hotline/callcenter"
	"hotline/records/document"
)

const (
	exportsAtOnce = 4                // on one controller: the others' pages must not wait
	exportTimeout = 30 * time.Minute // of a whole one
	chunkTimeout  = time.Minute      // for whoever takes it to take a chunk
)

// csvs sends lists as files, some at once.
type csvs struct{ slots chan struct{} }

func newCSVs() csvs { return csvs{make(chan struct{}, exportsAtOnce)} }

// csvFile is one list on its way.
type csvFile struct {
	name   string
	titles []string
	rows   func(ctx context.Context) iter.Seq2[[][]string, error]
	done   func(ctx context.Context, rows int, whole bool) // told however it ends
}

// send reads the first rows, so that what cannot be read is refused like anything else,
// and streams the rest. What breaks later breaks the connection: half a list must not
// look like a whole one.
func (c csvs) send(ctx context.Context, f csvFile) (*huma.StreamResponse, error) {
	select {
	case c.slots <- struct{}{}:
	default:
		return nil, callcenter.Errorf(callcenter.Unavailable, "正在导出的人太多,请稍后再试")
	}
	// The request's own time is that of a question; a list takes as long as it takes.
	ctx, cancel := context.WithTimeoutCause(context.WithoutCancel(ctx), exportTimeout, errors.New("an export took too long"))
	next, stop := iter.Pull2(f.rows(ctx))
	end := func() {
		stop()
		cancel()
		<-c.slots
	}
	first, err, _ := next()
	if err != nil {
		end()
		return nil, err
	}
	return &huma.StreamResponse{Body: func(stream huma.Context) {
		defer end()
		request, w := humago.Unwrap(stream)
		defer context.AfterFunc(request.Context(), cancel)()
		w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Disposition", `attachment; filename="`+f.name+"-"+time.Now().Format("20060102-150405")+`.csv"`)
		sent, err := f.stream(w, first, next)
		f.done(context.WithoutCancel(ctx), sent, err == nil)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
	}}, nil
}

// stream writes chunk after chunk, each within its time.
func (f csvFile) stream(w http.ResponseWriter, chunk [][]string, next func() ([][]string, error, bool)) (sent int, err error) {
	control := http.NewResponseController(w)
	var buffer bytes.Buffer
	buffer.WriteString(document.BOM)
	out := csv.NewWriter(&buffer)
	out.UseCRLF = true
	_ = out.Write(f.titles) // into memory
	for more := true; more; {
		for _, row := range chunk {
			_ = out.Write(document.Harmless(row))
		}
		out.Flush()
		_ = control.SetWriteDeadline(time.Now().Add(chunkTimeout)) // a test's writer has none
		if _, err := w.Write(buffer.Bytes()); err != nil {
			return sent, err
		}
		if err := control.Flush(); err != nil && !errors.Is(err, http.ErrNotSupported) {
			return sent, err
		}
		buffer.Reset()
		sent += len(chunk)
		if chunk, err, more = next(); err != nil {
			return sent, err
		}
	}
	return sent, nil
}
