package records

import (
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// spelling is a label in pinyin: a syllable for each character, words of letters and
// digits as they are, all parted by spaces.
func spelling(label string) string {
	var syllables []string
	word := false
	for _, r := range label {
		sounds := pinyin.SinglePinyin(r, pinyin.NewArgs())
		switch {
		case len(sounds) > 0:
			syllables = append(syllables, strings.ReplaceAll(sounds[0], "v", "ü")) // pinyin has no v of its own
			word = false
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			word = false
		case word:
			syllables[len(syllables)-1] += string(unicode.ToLower(r))
		default:
			syllables = append(syllables, string(unicode.ToLower(r)))
			word = true
		}
	}
	return strings.Join(syllables, " ")
}
