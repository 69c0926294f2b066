// Package rate is the page behind a one-time link, on which a caller rates a talk with
// his phone: large type, plain words, nothing to load but itself, and no sign of who he is.
package rate

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"html/template"
	"net/http"
	"strconv"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/records"
)

//go:embed page.html
var source string

// Path is where the token of a link is put behind.
const Path = "/r/"

const within = 10 * time.Second

// Records is what the page asks of the records.
type Records interface {
	LinkOpen(ctx context.Context, token string) error
	RateByLink(ctx context.Context, l records.Links, token string, score int) error
	Dictionaries(ctx context.Context, version int) (records.Dictionaries, error)
}

// Page serves the links.
type Page struct {
	records Records
	links   records.Links
	html    *template.Template
	log     *zap.Logger
}

// New makes the page.
func New(r Records, links records.Links, log *zap.Logger) (*Page, error) {
	html, err := template.New("page").Parse(source)
	return &Page{r, links, html, log}, err
}

type content struct {
	Words []records.Word
	Says  string
}

// ServeHTTP shows the question, or takes the answer.
func (p *Page) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeoutCause(r.Context(), within, errors.New("a rating took too long"))
	defer cancel()
	token := r.PathValue("token")
	if r.Method == http.MethodPost {
		score, _ := strconv.Atoi(r.PostFormValue("score")) // no number is no level of the scale
		if err := p.records.RateByLink(ctx, p.links, token, score); err != nil {
			p.refuse(w, err)
			return
		}
		p.show(w, http.StatusOK, content{Says: "您的评价已收到,谢谢。"})
		return
	}
	err := p.records.LinkOpen(ctx, token)
	scale, _ := strconv.Atoi(p.links.Scale) // 0: the one that is valid now
	var words records.Dictionaries
	if err == nil {
		words, err = p.records.Dictionaries(ctx, scale)
	}
	if err != nil {
		p.refuse(w, err)
		return
	}
	p.show(w, http.StatusOK, content{Words: words.Words["rating"]})
}

func (p *Page) refuse(w http.ResponseWriter, err error) {
	refusal := callcenter.Errorf(callcenter.KindOf(err), "%w", err)
	says := refusal.Detail
	if refusal.Kind == callcenter.Internal {
		p.log.Error("rating page", zap.Error(err))
		says = "暂时打不开,请稍后再试"
	}
	p.show(w, refusal.GetStatus(), content{Says: says})
}

func (p *Page) show(w http.ResponseWriter, status int, c content) {
	var page bytes.Buffer
	if err := p.html.Execute(&page, c); err != nil {
		p.log.Error("rating page", zap.Error(err))
		w.WriteHeader(http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer") // the address is the right to answer
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'")
	w.WriteHeader(status)
	_, _ = w.Write(page.Bytes()) // the caller's phone has gone: nobody to tell
}
