package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hotline/callcenter"
	"hotline/records"
)

// RegisterDictionaries adds the operations on versions of the dictionaries. Editor is who
// asks, or why he may not.
func RegisterDictionaries(api huma.API, r *records.Reads, editor func(context.Context) (callcenter.AgentID, error)) {
	d := dictionaries{r, editor}
	huma.Register(api, operation("/api/dictionaries/versions", "list-dictionary-versions", "字典的各版,新的在前"), d.versions)
	huma.Register(api, operation("/api/dictionaries/versions/{version}", "get-dictionary-version", "某一版字典;0 是现行的", http.StatusNotFound), d.version)
	renew := operation("/api/dictionaries/versions", "renew-dictionaries",
		"保存新的一版字典,立即起用;以前的记录仍显示原来的词;新词不给代码的,按拼音取;留痕", http.StatusNotFound, http.StatusConflict)
	renew.Method, renew.DefaultStatus = http.MethodPost, http.StatusCreated
	huma.Register(api, renew, d.renew)
}

type dictionaries struct {
	records *records.Reads
	editor  func(context.Context) (callcenter.AgentID, error)
}

type dictionaryVersionsOut struct {
	Body struct {
		Versions []records.DictionaryVersion `json:"versions" nullable:"false"`
	}
}

func (d dictionaries) versions(ctx context.Context, _ *struct{}) (*dictionaryVersionsOut, error) {
	if _, err := d.editor(ctx); err != nil {
		return nil, err
	}
	list, err := d.records.DictionaryVersions(ctx)
	out := new(dictionaryVersionsOut)
	out.Body.Versions = list
	return out, err
}

type dictionaryVersionIn struct {
	Version int `path:"version" minimum:"0" doc:"第几版;0 是现行的"`
}

func (d dictionaries) version(ctx context.Context, in *dictionaryVersionIn) (*dictionariesOut, error) {
	if _, err := d.editor(ctx); err != nil {
		return nil, err
	}
	all, err := d.records.Dictionaries(ctx, in.Version)
	return &dictionariesOut{all}, err
}

// NewWord is a word of a version to be.
type NewWord struct {
	Key    string `json:"key,omitempty" maxLength:"32" doc:"代码;新词可以不给"`
	Parent string `json:"parent,omitempty" maxLength:"32" doc:"二级事项的上级"`
	Label  string `json:"label" maxLength:"80" doc:"词"`
}

type renewIn struct {
	Body struct {
		Version int                  `json:"version" minimum:"1" doc:"改的是第几版"`
		Title   string               `json:"title" minLength:"1" maxLength:"100" doc:"改了什么"`
		Words   map[string][]NewWord `json:"words" doc:"全部字典的全部词,各按先后"`
	}
}

func (d dictionaries) renew(ctx context.Context, in *renewIn) (*dictionariesOut, error) {
	by, err := d.editor(ctx)
	if err != nil {
		return nil, err
	}
	words := map[string][]records.Word{}
	for name, list := range in.Body.Words {
		for _, w := range list {
			words[name] = append(words[name], records.Word{Key: w.Key, Parent: w.Parent, Label: w.Label})
		}
	}
	all, err := d.records.RenewDictionaries(ctx, by, in.Body.Version, in.Body.Title, words)
	if faults, wrong := errors.AsType[records.WordFaults](err); wrong {
		details := make([]error, len(faults))
		for i, f := range faults {
			details[i] = &huma.ErrorDetail{Location: fmt.Sprintf("body.words.%s[%d].%s", f.Dictionary, f.Position, f.Field), Message: f.Text}
		}
		return nil, huma.Error422UnprocessableEntity("", details...)
	}
	if err != nil {
		return nil, err
	}
	return &dictionariesOut{all}, nil
}
