package exchange

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"hotline/callcenter"
)

// The headers of a signed request or answer.
const (
	PeerHeader      = "X-Exchange-Peer"      // who sends
	KeyHeader       = "X-Exchange-Key"       // with which key it is signed
	TimeHeader      = "X-Exchange-Timestamp" // Unix seconds
	NonceHeader     = "X-Exchange-Nonce"     // never the same twice within the window
	SignatureHeader = "X-Exchange-Signature" // hexadecimal
)

// Window is how far a timestamp may be from our clock.
const Window = 5 * time.Minute

// Signer signs and verifies with one key. HMAC-SHA256 is one; SM2 or SM3 would be another.
type Signer interface {
	Sign(text []byte) []byte
	Verify(text, signature []byte) bool
}

// HMAC is HMAC-SHA256 under a shared secret.
type HMAC []byte

// Sign is the keyed hash of the text.
func (k HMAC) Sign(text []byte) []byte {
	mac := hmac.New(sha256.New, k)
	mac.Write(text)
	return mac.Sum(nil)
}

// Verify compares in constant time.
func (k HMAC) Verify(text, signature []byte) bool {
	return subtle.ConstantTimeCompare(k.Sign(text), signature) == 1
}

// Keys are a peer's: ours to sign with, and those the peer may sign with, by their ids.
type Keys struct {
	ID     string
	Own    Signer
	Theirs map[string]Signer
}

// signed is the text that is signed: five lines and the body's hash.
func signed(what, path, peer, stamp, nonce string, body []byte) []byte {
	sum := sha256.Sum256(body)
	return []byte(strings.Join([]string{what, path, peer, stamp, nonce, hex.EncodeToString(sum[:])}, "\n"))
}

// sign puts the headers of a request of ours, or of an answer (what is its status).
func (k Keys) sign(h http.Header, what, path, self, nonce string, at time.Time, body []byte) {
	stamp := strconv.FormatInt(at.Unix(), 10)
	h.Set(PeerHeader, self)
	h.Set(KeyHeader, k.ID)
	h.Set(TimeHeader, stamp)
	h.Set(NonceHeader, nonce)
	h.Set(SignatureHeader, hex.EncodeToString(k.Own.Sign(signed(what, path, self, stamp, nonce, body))))
}

// verify refuses what was not signed by the peer, or not now.
func (k Keys) verify(h http.Header, what, path string, now time.Time, body []byte) error {
	signer, known := k.Theirs[h.Get(KeyHeader)]
	if !known {
		return callcenter.Errorf(callcenter.Unauthorized, "没有编号为 %q 的签名密钥,请核对 %s", cut(h.Get(KeyHeader)), KeyHeader)
	}
	seconds, err := strconv.ParseInt(h.Get(TimeHeader), 10, 64)
	if err != nil {
		return callcenter.Errorf(callcenter.Unauthorized, "%s 应为 Unix 秒数", TimeHeader)
	}
	if off := now.Sub(time.Unix(seconds, 0)).Abs(); off > Window {
		return callcenter.Errorf(callcenter.Unauthorized, "时间戳与本机相差 %d 秒,超过 %d 秒:请校准时钟后重新签名", int(off.Seconds()), int(Window.Seconds()))
	}
	if n := len(h.Get(NonceHeader)); n < 8 || n > 64 {
		return callcenter.Errorf(callcenter.Unauthorized, "%s 应为 8 至 64 个字符,每次不同", NonceHeader)
	}
	signature, err := hex.DecodeString(h.Get(SignatureHeader))
	if err != nil || !signer.Verify(signed(what, path, h.Get(PeerHeader), h.Get(TimeHeader), h.Get(NonceHeader), body), signature) {
		return callcenter.Errorf(callcenter.Unauthorized, "签名不对:请核对密钥和签名的各行(见 deploy/12345)")
	}
	return nil
}

func cut(text string) string {
	if len(text) > 32 {
		return text[:32]
	}
	return text
}

// nonces remembers those seen within the window. It is one controller's: what is repeated
// to another is refused as known by its delivery.
type nonces struct {
	mu    sync.Mutex
	seen  map[string]time.Time
	swept time.Time
}

// mostNonces bounds the memory: past it a peer is told to come later.
const mostNonces = 1_000_000

// fresh takes a nonce, once.
func (n *nonces) fresh(peer, nonce string, now time.Time) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.seen == nil {
		n.seen = map[string]time.Time{}
	}
	if now.Sub(n.swept) > Window {
		for key, at := range n.seen {
			if now.Sub(at) > 2*Window {
				delete(n.seen, key)
			}
		}
		n.swept = now
	}
	key := peer + " " + nonce
	if _, again := n.seen[key]; again {
		return callcenter.Errorf(callcenter.Unauthorized, "这个请求已收到过:重发时请换 %s 并重新签名", NonceHeader)
	}
	if len(n.seen) >= mostNonces {
		return callcenter.Errorf(callcenter.Unavailable, "请求过多,请稍后再试")
	}
	n.seen[key] = now
	return nil
}
