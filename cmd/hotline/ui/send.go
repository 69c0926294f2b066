package ui

import (
	"compress/gzip"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// types are those the operating system's table may not know or may get wrong.
var types = map[string]string{
	".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8",
	".svg": "image/svg+xml", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8", ".png": "image/png",
}

// send gives the best form of a file that the browser takes.
func (a App) send(w http.ResponseWriter, r *http.Request, name string) {
	accepted := r.Header.Get("Accept-Encoding")
	for _, form := range []struct{ coding, suffix string }{{"br", ".br"}, {"gzip", ".gz"}, {"", ""}} {
		if !takes(accepted, form.coding) {
			continue
		}
		raw, err := fs.ReadFile(a.files, name+form.suffix)
		if err != nil {
			continue
		}
		if form.coding != "" {
			w.Header().Set("Content-Encoding", form.coding)
		}
		a.head(w, name)
		w.Header().Set("Content-Length", strconv.Itoa(len(raw)))
		if r.Method != http.MethodHead {
			_, _ = w.Write(raw)
		}
		return
	}
	a.plain(w, r, name)
}

// plain unpacks for a client that takes no compression, such as curl.
func (a App) plain(w http.ResponseWriter, r *http.Request, name string) {
	packed, err := a.files.Open(name + ".gz")
	if err != nil {
		w.Header().Set("Cache-Control", "no-store")
		http.Error(w, "没有这个网页", http.StatusNotFound)
		return
	}
	defer func() { _ = packed.Close() }()
	text, err := gzip.NewReader(packed)
	if err != nil {
		http.Error(w, "网页文件损坏", http.StatusInternalServerError)
		return
	}
	a.head(w, name)
	if r.Method != http.MethodHead {
		_, _ = io.Copy(w, text)
	}
}

func (a App) head(w http.ResponseWriter, name string) {
	kind := types[path.Ext(name)]
	if kind == "" {
		kind = mime.TypeByExtension(path.Ext(name))
	}
	if kind != "" {
		w.Header().Set("Content-Type", kind)
	}
	w.Header().Set("Vary", "Accept-Encoding")
}

// takes reports whether an Accept-Encoding header allows a coding.
func takes(header, coding string) bool {
	if coding == "" {
		return true
	}
	for part := range strings.SplitSeq(header, ",") {
		name, weight, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(name), coding) {
			return strings.TrimSpace(weight) != "q=0"
		}
	}
	return false
}
