package callcenter

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

// ErrorKind is the closed set of ways a verb can refuse. Anything else is
// internal: it is logged, and its text never reaches a screen.
type ErrorKind int

// The kinds. Their text is what the caller of a verb can do about them.
const (
	Internal     ErrorKind = iota // a fault of ours
	Invalid                       // the request can never succeed as it stands
	Foreign                       // it is asked of a call whoever asks has no part in
	Unauthorized                  // who asks is not known
	Denied                        // who asks may not
	NotFound                      // what is asked about does not exist (any more)
	Conflict                      // the state does not allow it now
	Unavailable                   // something it needs is away; the same request may succeed later
)

var kinds = map[ErrorKind]struct {
	status int
	title  string
}{
	Internal:     {http.StatusInternalServerError, "系统内部错误"},
	Invalid:      {http.StatusUnprocessableEntity, "请求有误"},
	Foreign:      {http.StatusBadRequest, "不是您的通话"},
	Unauthorized: {http.StatusUnauthorized, "请先登录"},
	Denied:       {http.StatusForbidden, "没有权限"},
	NotFound:     {http.StatusNotFound, "没有找到"},
	Conflict:     {http.StatusConflict, "当前状态不允许"},
	Unavailable:  {http.StatusServiceUnavailable, "服务暂不可用"},
}

// Error is a refusal with a kind and a Chinese text fit for a screen.
// It satisfies what the HTTP layer needs to answer with problem+json (RFC 9457).
type Error struct {
	Kind   ErrorKind
	Detail string // what a screen shows
	text   string // what a log or a terminal shows: with the cause
	err    error
}

// Errorf makes a refusal. The text is Chinese and says what to do. A cause kept by
// ": %w" at its end is for logs and terminals; only the refusal in it, if there is
// one, is fit for a screen.
func Errorf(kind ErrorKind, format string, args ...any) *Error {
	err := fmt.Errorf(format, args...)
	e := &Error{Kind: kind, Detail: err.Error(), text: err.Error(), err: errors.Unwrap(err)}
	if inner, ours := errors.AsType[*Error](e.err); ours {
		e.Detail = strings.Replace(e.text, e.err.Error(), inner.Detail, 1)
	} else if e.err != nil {
		e.Detail = strings.TrimSuffix(e.text, ": "+e.err.Error())
	}
	return e
}

// KindOf is the kind of the first Error in err's chain, Internal if there is none.
func KindOf(err error) ErrorKind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return Internal
}

// Is reports whether err is a refusal of that kind.
func Is(err error, kind ErrorKind) bool { return err != nil && KindOf(err) == kind }

func (e *Error) Error() string { return e.text }

// Unwrap gives the cause, which is for the log alone.
func (e *Error) Unwrap() error { return e.err }

// GetStatus is the HTTP status of the kind.
func (e *Error) GetStatus() int { return kinds[e.Kind].status }

// ContentType is that of problem details, whatever was asked for.
func (e *Error) ContentType(string) string { return "application/problem+json" }

// MarshalJSON writes problem details.
func (e *Error) MarshalJSON() ([]byte, error) {
	k := kinds[e.Kind]
	detail := e.Detail
	if e.Kind == Internal {
		detail = "请稍后再试;如仍不行,请联系管理员"
	}
	return json.Marshal(map[string]any{"type": "about:blank", "title": k.title, "status": k.status, "detail": detail})
}
