// Package bigram cuts Chinese text into terms Postgres can search by, without a
// dictionary: a run of characters becomes its overlapping pairs, each at its place, so
// that a word of two characters (工资) is one term and a longer one is a phrase of pairs.
// The last character of a run stands alone too: a single one is looked for as the
// beginning of a term. Letters and digits stay whole words. Full-width forms, case and
// traditional punctuation make no difference.
package bigram

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxPlace is the last place a tsvector can tell apart.
const maxPlace = 16383

// Vector is a tsvector literal of texts, the first of the greatest weight.
func Vector(texts ...string) string {
	var b strings.Builder
	place := 0
	for i, text := range texts {
		for _, run := range runs(text) {
			for _, term := range run.terms() {
				place++
				fmt.Fprintf(&b, "'%s':%d%c ", term, min(place, maxPlace), 'A'+rune(min(i, 3)))
			}
			place++ // no phrase runs on over a full stop
		}
		place += 10
	}
	return strings.TrimSuffix(b.String(), " ")
}

// Query is a tsquery literal: every word of text must be there. Empty: there is none.
func Query(text string) string {
	var all []string
	for _, run := range runs(text) {
		terms := run.terms()
		if len(terms) == 1 {
			all = append(all, "'"+terms[0]+"':*")
			continue
		}
		// The last one stands alone in a text only where a run ends.
		all = append(all, "('"+strings.Join(terms[:len(terms)-1], "'<->'")+"')")
	}
	return strings.Join(all, " & ")
}

// run is characters that are cut into pairs, or one word that is not.
type run struct {
	paired bool
	text   []rune
}

func (r run) terms() (list []string) {
	if !r.paired {
		return []string{string(r.text)}
	}
	for i := range r.text {
		list = append(list, string(r.text[i:min(i+2, len(r.text))]))
	}
	return list
}

// runs cuts text where anything but letters and digits stands, and where Chinese and
// other letters meet.
func runs(text string) (list []run) {
	open := false
	for _, r := range strings.ToLower(norm.NFKC.String(text)) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			open = false
			continue
		}
		paired := unicode.In(r, unicode.Han, unicode.Yi)
		if !open || list[len(list)-1].paired != paired {
			list = append(list, run{paired: paired})
		}
		open = true
		last := &list[len(list)-1]
		last.text = append(last.text, r)
	}
	return list
}
