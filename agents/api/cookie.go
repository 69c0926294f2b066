package api

import (
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hotline/agents"
)

// FromBrowser is how a request came, as far as a cookie must know.
type FromBrowser struct {
	secure   bool // over TLS, also when a proxy ended it
	byCookie bool
}

// Resolve satisfies huma.Resolver.
func (b *FromBrowser) Resolve(ctx huma.Context) []error {
	b.secure = ctx.TLS() != nil || strings.EqualFold(ctx.Header("X-Forwarded-Proto"), "https")
	_, err := huma.ReadCookie(ctx, agents.SessionCookie)
	b.byCookie = err == nil && ctx.Header("Authorization") == ""
	return nil
}

// cookie is sent to this site alone, and never seen by a script.
func (b *FromBrowser) cookie(token string, expires time.Time) string {
	return (&http.Cookie{
		Name: agents.SessionCookie, Value: token, Path: "/", Expires: expires,
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: b.secure,
	}).String()
}

// give hands the token over: to a program in the answer, to a browser in the cookie.
func (b *FromBrowser) give(s agents.Session, token string, cookie bool) *signedInOut {
	if !cookie {
		return &signedInOut{Body: SignedIn{personOf(s), token}}
	}
	return &signedInOut{Cookie: b.cookie(token, s.Expires), Body: SignedIn{Person: personOf(s)}}
}
