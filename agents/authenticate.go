package agents

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"hotline/callcenter"
)

type whoKey struct{}

// Who is the person a request was made by.
func Who(ctx context.Context) (Session, bool) {
	s, ok := ctx.Value(whoKey{}).(Session)
	return s, ok
}

// SessionCookie is where a browser keeps its token, out of its scripts' reach.
const SessionCookie = "hotline_session"

// Authenticate reads the token of a request, from a program's header (RFC 6750) or a
// browser's cookie. Without one the request goes on as nobody's: what needs somebody asks
// Authorize. With a header that is not valid it ends here, except that signing out twice
// is no fault; a stale cookie is nobody's, for the page that asks to sign in carries it too.
func (a *Agents) Authenticate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, byCookie := tokenOf(r)
		if token == "" {
			next.ServeHTTP(w, r)
			return
		}
		s, ended, err := a.Resume(token)
		switch {
		case ended && r.Method == http.MethodDelete && r.URL.Path == SessionPath:
			w.WriteHeader(http.StatusNoContent)
		case err != nil && byCookie:
			next.ServeHTTP(w, r)
		case err != nil:
			refuse(w, err)
		default:
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), whoKey{}, s)))
		}
	})
}

// tokenOf is the token a request shows.
func tokenOf(r *http.Request) (token string, byCookie bool) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(token), false
	}
	if cookie, err := r.Cookie(SessionCookie); err == nil {
		return cookie.Value, true
	}
	return "", false
}

// SessionPath is where sessions begin and end.
const SessionPath = "/api/session"

// The paths that are open while a step is left.
const (
	passwordPath = SessionPath + "/password"
	FactorPath   = SessionPath + "/second-factor"
)

// Authorize says whether the person behind the request may do it for everybody's calls.
func Authorize(ctx context.Context, action Action) (Session, error) {
	s, reach, err := AuthorizeReach(ctx, action)
	if err == nil && reach != Everybodys {
		err = errNoRight(s)
	}
	return s, err
}

// AuthorizeReach says for how much of the calls the person behind the request may do
// it; for none, it refuses.
func AuthorizeReach(ctx context.Context, action Action) (Session, Reach, error) {
	s, signedIn := Who(ctx)
	if !signedIn {
		return s, Nothing, callcenter.Errorf(callcenter.Unauthorized, "请先登录")
	}
	if s.Next != Entered && action != HaveSession {
		return s, Nothing, errStepLeft(s.Next)
	}
	reach := ReachOf(s.Staff.Roles, action)
	if reach == Nothing {
		return s, Nothing, errNoRight(s)
	}
	return s, reach, nil
}

func errNoRight(s Session) error {
	return callcenter.Errorf(callcenter.Denied, "您的角色(%s)没有这项权限", titles(s.Staff.Roles))
}

func errStepLeft(step Step) error {
	switch step {
	case ProveFactor:
		return callcenter.Errorf(callcenter.Denied, "请先输入验证码(POST %s/proof)", FactorPath)
	case EnrolFactor:
		return callcenter.Errorf(callcenter.Denied, "您的角色须先绑定验证器(POST %s)", FactorPath)
	}
	return callcenter.Errorf(callcenter.Denied, "请先修改初始密码(PUT %s)", passwordPath)
}

// refuse writes problem details (RFC 9457).
func refuse(w http.ResponseWriter, err error) {
	refusal := callcenter.Errorf(callcenter.KindOf(err), "%w", err) // keeps the text for the screen
	w.Header().Set("Content-Type", refusal.ContentType(""))
	w.Header().Set("WWW-Authenticate", `Bearer realm="hotline"`)
	w.WriteHeader(refusal.GetStatus())
	_ = json.NewEncoder(w).Encode(refusal) // the client has gone: nobody to tell
}
