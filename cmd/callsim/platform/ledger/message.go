package ledger

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Message is one message of the contract.
type Message struct {
	Delivery string         `json:"delivery"`
	Order    string         `json:"order"`
	From     string         `json:"from"`
	Version  int            `json:"version"`
	Heard    int            `json:"heard"`
	Kind     string         `json:"kind"`
	At       time.Time      `json:"at"`
	Body     map[string]any `json:"body"`
}

// Receipt is what the receiver of a message says.
type Receipt struct {
	State string `json:"state"`
	Heard int    `json:"heard"`
	Why   string `json:"why,omitempty"`
}

// Half is what one side said of an order so far.
type Half struct {
	Version int            `json:"version"`
	Last    string         `json:"last,omitempty"`
	At      int            `json:"at,omitempty"`
	Heard   int            `json:"heard,omitempty"`
	Counts  map[string]int `json:"counts,omitempty"`
}

func (h *Half) take(m Message) {
	if h.Counts == nil {
		h.Counts = map[string]int{}
	}
	h.Version = m.Version
	h.Counts[m.Kind]++
	switch m.Kind {
	case "order", "redo", "accept", "return", "reply", "close", "merge":
		h.Last, h.At, h.Heard = m.Kind, m.Version, m.Heard
	}
}

// Standing is the fold of both.
type Standing struct {
	Dispatcher Half `json:"dispatcher"`
	Handler    Half `json:"handler"`
}

func (s *Standing) take(m Message) {
	if m.From == "dispatcher" {
		s.Dispatcher.take(m)
	} else {
		s.Handler.take(m)
	}
}

// State is it in one word.
func (s Standing) State() string {
	d, h := s.Dispatcher, s.Handler
	switch {
	case d.Last == "close" || d.Last == "merge":
		return d.Last
	case h.Last == "" || h.Heard < d.At:
		return "dispatched"
	}
	return h.Last
}

// Key is a shared secret with its id.
type Key struct{ ID, Secret string }

const window = 5 * time.Minute

func signature(secret, what, path, peer, stamp, nonce string, body []byte) string {
	sum := sha256.Sum256(body)
	mac := hmac.New(sha256.New, []byte(secret))
	_, _ = mac.Write([]byte(strings.Join([]string{what, path, peer, stamp, nonce, hex.EncodeToString(sum[:])}, "\n"))) // a hash takes all
	return hex.EncodeToString(mac.Sum(nil))
}

func (k Key) sign(h http.Header, what, path, self, nonce string, body []byte) {
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	for name, value := range map[string]string{
		"Peer": self, "Key": k.ID, "Timestamp": stamp, "Nonce": nonce, "Signature": signature(k.Secret, what, path, self, stamp, nonce, body),
	} {
		h.Set("X-Exchange-"+name, value)
	}
}

func (k Key) verify(h http.Header, what, path string, body []byte) error {
	get := func(name string) string { return h.Get("X-Exchange-" + name) }
	seconds, err := strconv.ParseInt(get("Timestamp"), 10, 64)
	switch {
	case get("Key") != k.ID:
		return fmt.Errorf("没有密钥 %q", get("Key"))
	case err != nil || time.Since(time.Unix(seconds, 0)).Abs() > window:
		return fmt.Errorf("时间戳 %q 不在 %v 之内", get("Timestamp"), window)
	case !hmac.Equal([]byte(get("Signature")), []byte(signature(k.Secret, what, path, get("Peer"), get("Timestamp"), get("Nonce"), body))):
		return fmt.Errorf("签名不对")
	}
	return nil
}

// newID is a UUID.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails, crypto/rand says
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
