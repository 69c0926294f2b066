package ui

import (
	"embed"
	"io/fs"
	"net/http"
)

// dist holds at least the file that keeps the folder, so that the program builds
// without the app.
//
//go:embed all:dist
var dist embed.FS

const entry = "index.html"

// App is the built web app, or the word that there is none.
type App struct{ files fs.FS }

// Embedded is the app in this binary.
func Embedded() App {
	files, err := fs.Sub(dist, "dist/app")
	if err != nil {
		return App{}
	}
	if _, err := fs.Stat(files, entry+".br"); err != nil {
		return App{}
	}
	return App{files}
}

// Built reports whether the binary was built with the app.
func (a App) Built() bool { return a.files != nil }

// policy lets the page run and fetch what this server gives it, and nothing else.
// Element Plus positions its layers by inline styles; blob: is recorded sound.
const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; media-src 'self' blob:; " +
	"frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

// Mount gives the page its address and its files theirs. The page's own views are in
// the fragment of the address, so nothing else need be routed here.
func (a App) Mount(handle func(pattern string, handler http.Handler)) {
	handle("GET /{$}", http.HandlerFunc(a.page))
	handle("GET /assets/{file}", http.HandlerFunc(a.asset))
}

func (a App) page(w http.ResponseWriter, r *http.Request) {
	if !a.Built() {
		absent(w)
		return
	}
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("Content-Security-Policy", policy)
	w.Header().Set("Referrer-Policy", "no-referrer")
	a.send(w, r, entry)
}

// asset is kept by the browser for ever: a file that changes changes its name.
func (a App) asset(w http.ResponseWriter, r *http.Request) {
	if !a.Built() {
		absent(w)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	a.send(w, r, "assets/"+r.PathValue("file"))
}

func absent(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusNotFound)
	_, _ = w.Write([]byte(`<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>12348 热线</title>
<h1>这个程序没有内置网页</h1>
<p>电话照常接听;网页工作台没有编译进来。请在源码目录执行 <code>make build</code>,再启动。</p></html>`))
}
