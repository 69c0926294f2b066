package ledger

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"time"
)

const mostBody = 16 << 20

// ServeHTTP answers the hotline, and people who want to see or make an order (/demo/orders).
func (l *Ledger) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBody))
	if err != nil {
		refuse(w, http.StatusRequestEntityTooLarge, "请求没有读完")
		return
	}
	switch r.Method + " " + r.URL.Path {
	case "POST /exchange/v1/messages", "GET /exchange/v1/orders":
		l.exchanged(w, r, body)
	case "POST /demo/orders":
		l.demo(w, body)
	case "GET /demo/orders":
		answerJSON(w, l.Orders())
	default:
		refuse(w, http.StatusNotFound, "没有这个地址")
	}
}

func (l *Ledger) exchanged(w http.ResponseWriter, r *http.Request, body []byte) {
	if err := l.cfg.Theirs.verify(r.Header, r.Method, r.URL.RequestURI(), body); err != nil {
		refuse(w, http.StatusUnauthorized, err.Error())
		return
	}
	nonce := r.Header.Get("X-Exchange-Nonce")
	l.mu.Lock()
	seen := l.nonces[nonce]
	l.nonces[nonce] = true
	l.mu.Unlock()
	if seen {
		refuse(w, http.StatusUnauthorized, "这个请求收到过")
		return
	}
	fault := l.draw()
	if fault.before(w) {
		return
	}
	var out any
	if r.Method == http.MethodPost {
		var m Message
		if err := json.Unmarshal(body, &m); err != nil {
			refuse(w, http.StatusUnprocessableEntity, "读不懂")
			return
		}
		l.mu.Lock()
		receipt, err := l.hear(m)
		l.mu.Unlock()
		if err != nil {
			refuse(w, http.StatusConflict, err.Error())
			return
		}
		out = receipt
	} else {
		out = l.compared(r.URL.Query().Get("since"))
	}
	raw, err := json.Marshal(out)
	if err != nil {
		refuse(w, http.StatusInternalServerError, "写不出")
		return
	}
	if fault.after(w) {
		return
	}
	key := l.cfg.Own
	if fault.forged() {
		key.Secret += "x"
	}
	key.sign(w.Header(), strconv.Itoa(http.StatusOK), r.URL.RequestURI(), l.cfg.Self, nonce, raw)
	w.Header().Set("Content-Type", "application/json")
	fault.write(w, raw)
}

// compared is what the hotline's reconciliation asks for, in one page.
func (l *Ledger) compared(since string) any {
	from, _ := time.Parse(time.RFC3339, since) // unreadable: all
	list := []map[string]any{}
	for _, o := range l.Orders() {
		if o.ChangedAt.After(from) {
			list = append(list, map[string]any{
				"order": o.Reference, "from": o.Side, "told": len(o.Told), "heard": len(o.Heard), "state": o.Standing.State(), "standing": o.Standing,
			})
		}
	}
	return map[string]any{"orders": list}
}

// demo makes an order, or says something of one: {"reference", "kind", "body"}.
func (l *Ledger) demo(w http.ResponseWriter, body []byte) {
	var in struct {
		Reference, Kind, Side string
		Body                  map[string]any
	}
	err := json.Unmarshal(body, &in)
	if err == nil && (in.Kind == "" || in.Kind == "order") {
		if in.Reference == "" {
			in.Reference = "LS" + time.Now().Format("20060102150405")
		}
		err = l.Dispatch(in.Reference, in.Body)
	} else if err == nil {
		if in.Side == "" {
			in.Side = "dispatcher"
		}
		err = l.Say(in.Side, in.Reference, in.Kind, in.Body)
	}
	if err != nil {
		refuse(w, http.StatusUnprocessableEntity, err.Error())
		return
	}
	answerJSON(w, map[string]string{"reference": in.Reference})
}

func answerJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // whoever asked has gone
}

func refuse(w http.ResponseWriter, status int, detail string) {
	raw, _ := json.Marshal(map[string]any{"type": "about:blank", "title": http.StatusText(status), "status": status, "detail": detail}) // texts alone
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_, _ = io.Copy(w, bytes.NewReader(raw)) // whoever asked has gone
}
