package records

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// DictionaryVersion is one version of all dictionaries.
type DictionaryVersion struct {
	Version   int       `json:"version"`
	Title     string    `json:"title" doc:"改了什么"`
	ValidFrom time.Time `json:"valid_from" doc:"何时起用"`
}

// WordFault is one thing wrong with words somebody wants.
type WordFault struct {
	Dictionary string
	Position   int
	Field      string
	Text       string
}

// WordFaults is all that is wrong with them.
type WordFaults []WordFault

func (f WordFaults) Error() string { return fmt.Sprintf("dictionaries with %d faults", len(f)) }

const (
	mostWords   = 500 // of one dictionary
	longestWord = 40  // characters
)

// known are words that the program itself goes by: they are renamed, never dropped.
func known() map[string][]string {
	return map[string][]string{
		"secrecy": {"ordinary", "confidential", "strict"}, "rating": {"1", "2", "3", "4", "5"}, "result": append([]string{notAccepted}, noConsultation...),
	}
}

// DictionaryVersions lists them, the newest first.
func (r *Reads) DictionaryVersions(ctx context.Context) ([]DictionaryVersion, error) {
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	rows, err := r.db.Query(ctx, `SELECT version, title, valid_from FROM dictionary_version ORDER BY version DESC`)
	if err != nil {
		return nil, failed("read dictionary versions", err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[DictionaryVersion])
	if err != nil {
		return nil, failed("read dictionary versions", err)
	}
	return list, nil
}

// RenewDictionaries makes words the next version, in force at once. Records keep the
// labels of the version they name. Conflict: the version they were made from is no
// longer the last. WordFaults: what is wrong with them.
func (r *Reads) RenewDictionaries(ctx context.Context, by callcenter.AgentID, from int, title string, words map[string][]Word) (Dictionaries, error) {
	was, err := r.Dictionaries(ctx, from)
	if err != nil {
		return Dictionaries{}, err
	}
	is := Dictionaries{Version: from + 1, Words: nameNew(words)}
	if faults := is.faults(was); len(faults) > 0 {
		return Dictionaries{}, faults
	}
	bound, cancel := context.WithTimeoutCause(asProgram(ctx), readTimeout, errors.New("postgres did not answer"))
	defer cancel()
	err = pgx.BeginFunc(bound, r.db, func(tx pgx.Tx) error {
		if _, err := tx.Exec(bound, `SELECT pg_advisory_xact_lock(hashtext('dictionary'))`); err != nil {
			return err
		}
		var last int
		if err := tx.QueryRow(bound, `SELECT max(version) FROM dictionary_version`).Scan(&last); err != nil {
			return err
		}
		if last != from {
			return callcenter.Errorf(callcenter.Conflict, "有人已保存了第 %d 版字典,您改的是第 %d 版:请重新打开,再改一次", last, from)
		}
		if err := is.insert(bound, tx, title); err != nil {
			return err
		}
		before, after := wordChanges(was, is)
		return NoteChange(bound, tx, callcenter.Change{
			By: by, Action: "dictionaries.renewed", Object: fmt.Sprintf("第 %d 版:%s", is.Version, title), Before: before, After: after,
		})
	})
	if _, ours := errors.AsType[*callcenter.Error](err); ours {
		return Dictionaries{}, err
	}
	if err != nil {
		return Dictionaries{}, failed("renew dictionaries", err)
	}
	return r.Dictionaries(ctx, is.Version)
}

// insert writes a version. A word's pinyin is made when it is read, but for those whose
// pinyin somebody corrected.
func (d Dictionaries) insert(ctx context.Context, tx pgx.Tx, title string) error {
	if _, err := tx.Exec(ctx, `INSERT INTO dictionary_version (version, title, valid_from) VALUES ($1, $2, now())`, d.Version, title); err != nil {
		return err
	}
	batch := &pgx.Batch{}
	for _, child := range []bool{false, true} { // a parent stands before it is referred to
		for name, words := range d.Words {
			for i, w := range words {
				if (w.Parent != "") == child {
					batch.Queue(`
						INSERT INTO dictionary (version, name, key, parent, position, label, pinyin)
						VALUES ($1, $2, $3, nullif($4, ''), $5, $6,
							(SELECT d.pinyin FROM dictionary d WHERE d.version = $1 - 1 AND d.name = $2 AND d.key = $3 AND d.label = $6))`,
						d.Version, name, w.Key, w.Parent, i+1, w.Label)
				}
			}
		}
	}
	return tx.SendBatch(ctx, batch).Close()
}

// faults compares with the version it is made from.
func (d Dictionaries) faults(was Dictionaries) (faults WordFaults) {
	add := func(dictionary string, at int, field, format string, args ...any) {
		faults = append(faults, WordFault{dictionary, at, field, fmt.Sprintf(format, args...)})
	}
	for name := range was.Words {
		if len(d.Words[name]) == 0 {
			add(name, 0, "label", "这本字典不能是空的")
		}
		for _, k := range known()[name] {
			if d.word(name, k) == nil {
				add(name, 0, "key", "%s 是系统要用的,可以改名,不能删除", was.label(name, k))
			}
		}
	}
	for name, words := range d.Words {
		if was.Words[name] == nil {
			add(name, 0, "key", "没有名为 %s 的字典", name)
		}
		if len(words) > mostWords {
			add(name, mostWords, "label", "一本字典最多 %d 个词", mostWords)
		}
		for i, w := range words {
			parent := d.word(name, w.Parent)
			switch {
			case strings.TrimSpace(w.Label) == "" || len([]rune(w.Label)) > longestWord:
				add(name, i, "label", "词应有 1 至 %d 个字", longestWord)
			case !key.MatchString(w.Key):
				add(name, i, "key", "代码 %q 应只含小写字母、数字、下划线,最多 32 位", w.Key)
			case slices.ContainsFunc(words[:i], func(o Word) bool { return o.Key == w.Key }):
				add(name, i, "key", "代码 %q 出现了两次", w.Key)
			case slices.ContainsFunc(words[:i], func(o Word) bool { return o.Label == w.Label && o.Parent == w.Parent }):
				add(name, i, "label", "%s 出现了两次", w.Label)
			case w.Parent != "" && (parent == nil || parent.Parent != ""):
				add(name, i, "parent", "%s 的上级 %q 不是一级的词", w.Label, w.Parent)
			}
		}
	}
	return faults
}

func (d Dictionaries) label(dictionary, key string) string {
	if w := d.word(dictionary, key); w != nil {
		return w.Label
	}
	return key
}

var noKey = regexp.MustCompile(`[^a-z0-9]+`)

// nameNew gives a key to each word that has none: its pinyin.
func nameNew(words map[string][]Word) map[string][]Word {
	named := make(map[string][]Word, len(words))
	for name, list := range words {
		taken := map[string]bool{}
		for _, w := range list {
			taken[w.Key] = true
		}
		for _, w := range list {
			w.Label = strings.TrimSpace(w.Label)
			if w.Key == "" && w.Label != "" {
				w.Key = freeKey(w.Label, taken)
				taken[w.Key] = true
			}
			named[name] = append(named[name], w)
		}
	}
	return named
}

func freeKey(label string, taken map[string]bool) string {
	const room = 28 // of 32, for a number after it
	stem := strings.Trim(noKey.ReplaceAllString(strings.ReplaceAll(spelling(label), "ü", "v"), "_"), "_")
	if len(stem) > room {
		stem = strings.TrimRight(stem[:room], "_")
	}
	if stem == "" {
		stem = "word"
	}
	for n, k := 2, stem; ; n++ {
		if !taken[k] {
			return k
		}
		k = fmt.Sprintf("%s_%d", stem, n)
	}
}

// wordChanges is what an auditor wants to know: the labels that came, went or changed.
func wordChanges(was, is Dictionaries) (before, after map[string]map[string]string) {
	before, after = map[string]map[string]string{}, map[string]map[string]string{}
	note := func(into map[string]map[string]string, of, other Dictionaries) {
		for name, words := range of.Words {
			for _, w := range words {
				if o := other.word(name, w.Key); o == nil || o.Label != w.Label || o.Parent != w.Parent {
					if into[name] == nil {
						into[name] = map[string]string{}
					}
					into[name][w.Key] = w.Label
				}
			}
		}
	}
	note(before, was, is)
	note(after, is, was)
	return before, after
}
