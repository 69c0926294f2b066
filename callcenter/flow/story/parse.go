package story

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Story is a text that was understood.
type Story struct {
	Title  string // the first comment
	Steps  []Step
	Ending []Step // how it must have ended
}

// Step is one sentence.
type Step struct {
	Line int
	Text string
	Verb Verb
	Who  string // "caller", an agent, or nobody
	What string
	List []string
	For  time.Duration
	N    int
}

// String is the sentence with its line, for a failing test.
func (s Step) String() string { return fmt.Sprintf("line %d: %s", s.Line, s.Text) }

// Parse reads a story. Its error names the line and the sentence.
func Parse(text string) (Story, error) {
	var s Story
	subject, ending := "", false
	for i, line := range strings.Split(text, "\n") {
		line, comment, _ := strings.Cut(line, "#")
		if comment = strings.TrimSpace(comment); s.Title == "" && comment != "" {
			s.Title = comment
		}
		for _, sentence := range strings.Split(line, ";") {
			sentence = strings.Join(strings.Fields(sentence), " ")
			if rest, arrow := strings.CutPrefix(sentence, "→"); arrow {
				sentence, ending = strings.TrimSpace(rest), true
			}
			if sentence == "" {
				continue
			}
			step, understood := read(sentence, subject)
			if !understood {
				return Story{}, fmt.Errorf("line %d: nobody understands %q", i+1, sentence)
			}
			step.Line, step.Text = i+1, sentence
			if step.Who != "" {
				subject = step.Who
			}
			if ending {
				s.Ending = append(s.Ending, step)
			} else {
				s.Steps = append(s.Steps, step)
			}
		}
	}
	return s, nil
}

// read finds the form of a sentence, with the subject before it if it has none.
func read(sentence, subject string) (Step, bool) {
	for _, text := range []string{sentence, subject + " " + sentence} {
		for _, s := range sentences {
			step := Step{Verb: s.verb}
			if step.fits(strings.Fields(s.form), strings.Fields(text)) {
				return step, true
			}
		}
	}
	return Step{}, false
}

// fits matches words against a form and keeps what stands in the braces.
func (s *Step) fits(form, words []string) bool {
	for len(form) > 0 {
		if len(words) == 0 {
			return false
		}
		used := 1
		switch form[0] {
		case "{who}":
			s.Who = words[0]
		case "{who}'s":
			name, possessive := strings.CutSuffix(words[0], "'s")
			if !possessive {
				return false
			}
			s.Who = name
		case "{what}":
			s.What = words[0]
		case "{n}":
			n, err := strconv.Atoi(strings.ReplaceAll(words[0], ",", ""))
			if err != nil {
				return false
			}
			s.N = n
		case "{for}":
			d, ok := duration(words)
			if !ok {
				return false
			}
			s.For, used = d, 2
		case "{list}":
			s.List = strings.FieldsFunc(strings.Join(words, " "), func(r rune) bool { return r == ',' || r == ' ' })
			used = len(words)
		case "caller":
			if words[0] != "caller" {
				return false
			}
			s.Who = "caller"
		default:
			if words[0] != form[0] {
				return false
			}
		}
		form, words = form[1:], words[used:]
	}
	return len(words) == 0
}

func duration(words []string) (time.Duration, bool) {
	if len(words) < 2 {
		return 0, false
	}
	n, err := strconv.ParseFloat(words[0], 64)
	unit, known := map[string]time.Duration{"ms": time.Millisecond, "s": time.Second, "min": time.Minute}[words[1]]
	if err != nil || !known || n < 0 {
		return 0, false
	}
	return time.Duration(n * float64(unit)), true
}
