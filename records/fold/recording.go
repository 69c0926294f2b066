package fold

import (
	"cmp"
	"slices"
	"time"

	"hotline/callcenter"
)

func (b *builder) recording(name, kind string) *Recording {
	return entry(b.files, name, Recording{Call: b.id, Name: name, Kind: kind, Gaps: []Gap{}})
}

// gapKey is which pause of which recording.
type gapKey struct{ name, occurrence string }

// gap is of a segment's recording, which is named by the segment's token.
func (b *builder) gap(name, occurrence string) *Gap {
	b.recording(name, SegmentRecording).Token = callcenter.Token(name)
	return entry(b.gaps, gapKey{name, occurrence}, Gap{})
}

// settleEnds puts the ends of the call and of its recordings after their beginnings.
func (b *builder) settleEnds() {
	if !b.call.EndedAt.IsZero() {
		b.call.EndedAt = later(b.call.ArrivedAt, b.call.EndedAt)
	}
	for _, r := range b.files {
		if !r.StartedAt.IsZero() && !r.EndedAt.IsZero() {
			r.EndedAt = later(r.StartedAt, r.EndedAt)
		}
	}
	for key, g := range b.gaps {
		r := b.files[key.name]
		g.within(r.StartedAt, cmp.Or(r.EndedAt, b.call.EndedAt))
		r.Gaps = append(r.Gaps, *g)
	}
	for _, r := range b.files {
		slices.SortFunc(r.Gaps, func(x, y Gap) int {
			return cmp.Or(x.From.Compare(y.From), x.To.Compare(y.To), cmp.Compare(x.By, y.By))
		})
	}
}

// within keeps a gap in its recording: one that was not resumed ends with it.
func (g *Gap) within(start, end time.Time) {
	if g.From.IsZero() {
		g.From = g.To // its beginning was not told (yet)
	}
	g.From = later(start, g.From)
	if end.IsZero() {
		if !g.To.IsZero() {
			g.To = later(g.From, g.To)
		}
		return
	}
	end = later(start, end)
	if g.To.IsZero() || g.To.After(end) {
		g.To = end
	}
	if g.From.After(end) {
		g.From = end
	}
	g.To = later(g.From, g.To)
}
