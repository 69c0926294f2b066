package rate

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/records"
)

// kept is records with one link, "good".
type kept struct{ score int }

func (k *kept) LinkOpen(_ context.Context, token string) error {
	switch {
	case token != "good":
		return callcenter.Errorf(callcenter.NotFound, "没有这个评价链接")
	case k.score != 0:
		return callcenter.Errorf(callcenter.Conflict, "您已经评价过了,谢谢")
	}
	return nil
}

func (k *kept) RateByLink(ctx context.Context, _ records.Links, token string, score int) error {
	if err := k.LinkOpen(ctx, token); err != nil {
		return err
	}
	if score < 1 || score > 5 {
		return callcenter.Errorf(callcenter.Invalid, "请选择一个等级")
	}
	k.score = score
	return nil
}

func (*kept) Dictionaries(context.Context, int) (records.Dictionaries, error) {
	return records.Dictionaries{Words: map[string][]records.Word{"rating": {{Key: "1", Label: "非常满意"}, {Key: "5", Label: "<非常不满意>"}}}}, nil
}

func TestPage(t *testing.T) {
	t.Parallel()
	k := &kept{}
	page, err := New(k, records.Links{Scale: "1"}, zap.NewNop())
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET "+Path+"{token}", page)
	mux.Handle("POST "+Path+"{token}", page)
	for _, q := range []struct {
		method, token, score string
		status               int
		says                 string
	}{
		{"GET", "bad", "", 404, "没有这个评价链接"},
		{"GET", "good", "", 200, `value="1">非常满意</button>`},
		{"GET", "good", "", 200, "&lt;非常不满意&gt;"},
		{"POST", "good", "", 422, "请选择"},
		{"POST", "good", "x", 422, "请选择"},
		{"POST", "good", "5", 200, "已收到"},
		{"POST", "good", "1", 409, "已经评价过"},
		{"GET", "good", "", 409, "已经评价过"},
	} {
		r := httptest.NewRequest(q.method, Path+q.token, strings.NewReader(url.Values{"score": {q.score}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		if w.Code != q.status || !strings.Contains(w.Body.String(), q.says) || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s %s %q: %d %s", q.method, q.token, q.score, w.Code, w.Body)
		}
	}
	if k.score != 5 {
		t.Errorf("kept %d", k.score)
	}
}
