package records

import (
	"context"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// Dictionaries are the words of one version, by dictionary, each in its order.
type Dictionaries struct {
	Version int               `json:"version"`
	Words   map[string][]Word `json:"words"`
}

// Word is one that people choose.
type Word struct {
	Key    string `json:"key"`
	Parent string `json:"parent,omitempty"` // of a matter of the second level
	Label  string `json:"label"`
	Pinyin string `json:"pinyin"` // syllables, to be searched by them or by their initials
}

// Dictionaries reads a version; 0 is the one that is valid now.
func (r *Reads) Dictionaries(ctx context.Context, version int) (Dictionaries, error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	d := Dictionaries{Words: map[string][]Word{}}
	rows, err := r.db.Query(ctx, `
		SELECT d.version, d.name, d.key, coalesce(d.parent, ''), d.label, coalesce(d.pinyin, '') FROM dictionary d
		WHERE d.version = coalesce(nullif($1, 0),
			(SELECT version FROM dictionary_version WHERE valid_from <= now() ORDER BY valid_from DESC, version DESC LIMIT 1))
		ORDER BY d.name, d.position`, version)
	if err != nil {
		return d, failed("read dictionaries", err)
	}
	var name string
	var w Word
	_, err = pgx.ForEachRow(rows, []any{&d.Version, &name, &w.Key, &w.Parent, &w.Label, &w.Pinyin}, func() error {
		if w.Pinyin == "" {
			w.Pinyin = spelling(w.Label)
		}
		d.Words[name] = append(d.Words[name], w)
		return nil
	})
	if err != nil {
		return d, failed("read dictionaries", err)
	}
	if len(d.Words) == 0 {
		return d, callcenter.Errorf(callcenter.NotFound, "没有第 %d 版字典", version)
	}
	return d, nil
}
