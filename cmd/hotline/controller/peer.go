package controller

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"hotline/callcenter"
)

// Requests between controllers are signed with a secret they share: a header
// with the time and one with the HMAC-SHA256 over time, method, path and body.
// What they ask is idempotent, so a replay inside the window changes nothing.
const (
	peerTimeHeader      = "Hotline-Time"
	peerSignatureHeader = "Hotline-Signature"
	peerWindow          = 30 * time.Second
	peerBodyLimit       = 64 << 10
)

// peerSecret signs and verifies.
type peerSecret []byte

func (s peerSecret) signature(stamp, method, path string, body []byte) string {
	mac := hmac.New(sha256.New, s)
	_, _ = io.WriteString(mac, stamp+"\n"+method+"\n"+path+"\n")
	_, _ = mac.Write(body)
	return hex.EncodeToString(mac.Sum(nil))
}

// sign adds the time and the signature of a request with that body.
func (s peerSecret) sign(r *http.Request, body []byte, now time.Time) {
	stamp := strconv.FormatInt(now.Unix(), 10)
	r.Header.Set(peerTimeHeader, stamp)
	r.Header.Set(peerSignatureHeader, s.signature(stamp, r.Method, r.URL.EscapedPath(), body))
}

// verify reads the body of a peer's request, or says why it is none.
func (s peerSecret) verify(r *http.Request, now time.Time) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, peerBodyLimit+1))
	if err != nil || len(body) > peerBodyLimit {
		return nil, callcenter.Errorf(callcenter.Invalid, "控制器之间的请求无法读取或过大")
	}
	stamp := r.Header.Get(peerTimeHeader)
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return nil, callcenter.Errorf(callcenter.Unauthorized, "请求没有控制器签名")
	}
	want := s.signature(stamp, r.Method, r.URL.EscapedPath(), body)
	if !hmac.Equal([]byte(want), []byte(strings.ToLower(r.Header.Get(peerSignatureHeader)))) {
		return nil, callcenter.Errorf(callcenter.Unauthorized, "控制器签名不符:请检查各控制器的密钥文件是否一致")
	}
	if age := now.Sub(time.Unix(seconds, 0)).Abs(); age > peerWindow {
		return nil, callcenter.Errorf(callcenter.Unauthorized, "控制器之间的时钟相差 %s,超过 %s:请校准时间", age.Round(time.Second), peerWindow)
	}
	return body, nil
}
