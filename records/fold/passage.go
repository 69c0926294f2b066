package fold

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"hotline/callcenter"
)

type passage struct {
	entered, left time.Time
	outcome       callcenter.Outcome
}

func (b *builder) passage(topic callcenter.TopicName) *passage {
	return entry(b.passages, topic, passage{})
}

// passagesOf lists the passages that were entered. One whose end was not told ends
// with the call, as the call did: abandoned unless somebody answered.
func (b *builder) passagesOf() []Passage {
	var list []Passage
	for _, topic := range slices.Sorted(maps.Keys(b.passages)) {
		p := *b.passages[topic]
		if p.entered.IsZero() {
			p.entered = p.left // its beginning was not told (yet)
		}
		if p.left.IsZero() && !b.call.EndedAt.IsZero() {
			p.left, p.outcome = b.call.EndedAt, b.call.Outcome
		}
		row := Passage{Call: b.id, Topic: topic, EnteredAt: p.entered, Outcome: p.outcome}
		if !p.left.IsZero() {
			row.LeftAt = later(p.entered, p.left)
			row.WaitMS = between(row.EnteredAt, row.LeftAt)
		}
		list = append(list, row)
	}
	slices.SortStableFunc(list, func(x, y Passage) int { return x.EnteredAt.Compare(y.EnteredAt) })
	return list
}

func entry[K comparable, V any](m map[K]*V, key K, fresh V) *V {
	if m[key] == nil {
		m[key] = &fresh
	}
	return m[key]
}

func sorted[K cmp.Ordered, V any](m map[K]*V) []V {
	var list []V
	for _, key := range slices.Sorted(maps.Keys(m)) {
		list = append(list, *m[key])
	}
	return list
}

// later guards against two controllers' clocks: nothing ends before it began.
func later(start, end time.Time) time.Time {
	if end.Before(start) {
		return start
	}
	return end
}

func between(start, end time.Time) *int64 { return new(later(start, end).Sub(start).Milliseconds()) }
