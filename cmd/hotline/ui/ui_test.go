package ui

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func packed(t *testing.T, text string) *fstest.MapFile {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &fstest.MapFile{Data: b.Bytes()}
}

func ask(t *testing.T, app App, path, accept string) *http.Response {
	t.Helper()
	mux := http.NewServeMux()
	app.Mount(mux.Handle)
	request := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	request.Header.Set("Accept-Encoding", accept)
	answer := httptest.NewRecorder()
	mux.ServeHTTP(answer, request)
	return answer.Result()
}

func TestFilesAreSentAsTheyLie(t *testing.T) {
	t.Parallel()
	app := App{fstest.MapFS{
		"index.html.br":       {Data: []byte("brotli")},
		"index.html.gz":       packed(t, "<html>页面"),
		"assets/a-1.js.gz":    packed(t, "let a"),
		"assets/yi-2.woff2":   {Data: []byte("font")},
		"assets/nothing.html": {Data: []byte("x")},
	}}
	for _, c := range []struct{ path, accept, coding, kind, body string }{
		{"/", "gzip, deflate, br", "br", "text/html", "brotli"},
		{"/", "br;q=0", "", "text/html", "<html>页面"},
		{"/", "", "", "text/html", "<html>页面"},
		{"/assets/yi-2.woff2", "br, gzip", "", "font/woff2", "font"},
		{"/assets/a-1.js", "", "", "text/javascript", "let a"},
	} {
		r := ask(t, app, c.path, c.accept)
		body, err := io.ReadAll(r.Body)
		if err != nil || r.StatusCode != http.StatusOK || string(body) != c.body ||
			r.Header.Get("Content-Encoding") != c.coding || !strings.HasPrefix(r.Header.Get("Content-Type"), c.kind) {
			t.Errorf("%s taking %q: %d %v %q %v", c.path, c.accept, r.StatusCode, r.Header, body, err)
		}
		kept := strings.Contains(r.Header.Get("Cache-Control"), "immutable")
		if kept != strings.HasPrefix(c.path, "/assets/") {
			t.Errorf("%s: Cache-Control %q", c.path, r.Header.Get("Cache-Control"))
		}
	}
	for _, path := range []string{"/assets/gone.js", "/assets/..%2findex.html"} {
		if r := ask(t, app, path, "br"); r.StatusCode != http.StatusNotFound || strings.Contains(r.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %v", path, r.StatusCode, r.Header)
		}
	}
}

func TestABinaryWithoutTheAppSaysSo(t *testing.T) {
	t.Parallel()
	r := ask(t, App{}, "/", "br")
	body, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusNotFound || !strings.Contains(string(body), "没有内置网页") {
		t.Errorf("%d %s %v", r.StatusCode, body, err)
	}
}
