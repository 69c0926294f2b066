package ledger

import (
	"net/http"
	"time"
)

// Faults are how often, of a thousand requests, the platform misbehaves on purpose.
type Faults struct {
	Seed      uint64
	Timeout   int // the connection is lost: before it heard, or after
	Error     int // 500: before it heard, or after
	Duplicate int // its own message goes twice
	Reorder   int // its own message goes after the next
	Forged    int // its signature is wrong
	Slow      int // the answer comes byte by byte for a while
}

// fault is what happens to one request.
type fault struct {
	kind  string
	early bool
}

func (l *Ledger) draw() fault {
	l.mu.Lock()
	defer l.mu.Unlock()
	n, f := l.random.IntN(1000), l.cfg.Faults
	early := l.random.IntN(2) == 0
	for _, one := range []struct {
		kind string
		of   int
	}{{"timeout", f.Timeout}, {"error", f.Error}, {"duplicate", f.Duplicate}, {"reorder", f.Reorder}, {"forged", f.Forged}, {"slow", f.Slow}} {
		if n -= one.of; n < 0 {
			return fault{one.kind, early}
		}
	}
	return fault{}
}

// before strikes before the message is heard, and says whether it did.
func (f fault) before(w http.ResponseWriter) bool { return f.early && f.strike(w) }

// after strikes when it is heard and the hotline does not know.
func (f fault) after(w http.ResponseWriter) bool { return f.strike(w) }

func (f fault) strike(w http.ResponseWriter) bool {
	switch f.kind {
	case "timeout":
		panic(http.ErrAbortHandler) // the connection is gone without an answer
	case "error":
		refuse(w, http.StatusInternalServerError, "平台内部错误(演练)")
		return true
	}
	return false
}

func (f fault) forged() bool { return f.kind == "forged" }

const slowly = 20 * time.Millisecond

// write sends the answer, in pieces when it is to be slow.
func (f fault) write(w http.ResponseWriter, raw []byte) {
	if f.kind != "slow" {
		_, _ = w.Write(raw) // the hotline has gone: it asks again
		return
	}
	out := http.NewResponseController(w)
	for i := 0; i < len(raw); i += 16 {
		_, _ = w.Write(raw[i:min(i+16, len(raw))])
		_ = out.Flush()
		time.Sleep(slowly)
	}
}
