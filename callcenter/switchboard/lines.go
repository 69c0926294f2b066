package switchboard

import (
	"sync"
	"time"

	"github.com/CyCoreSystems/ari/v5"

	"hotline/callcenter"
)

// lines remembers what saves a question to Asterisk: which call a caller's line
// belongs to (a finished playback names only the line), whether music plays on it,
// and which lines' end was told (Asterisk tells it up to twice, milliseconds apart).
type lines struct {
	mu      sync.Mutex
	calls   map[callcenter.LineID]callcenter.ID
	music   map[callcenter.LineID]music
	gone    map[callcenter.LineID]struct{}
	before  map[callcenter.LineID]struct{} // gone in the period before
	rotated time.Time
}

const rememberGone = time.Minute

func newLines() lines {
	return lines{calls: map[callcenter.LineID]callcenter.ID{}, music: map[callcenter.LineID]music{}, gone: map[callcenter.LineID]struct{}{}, rotated: time.Now()}
}

func (l *lines) learn(line callcenter.LineID, call callcenter.ID) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls[line] = call
}

// call is the line's call, zero if the line is not known or gone.
func (l *lines) call(line callcenter.LineID) callcenter.ID {
	if id := callcenter.Token(line).Call(); !id.IsZero() {
		return id
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.calls[line]
}

// leave reports whether the line's end is told for the first time.
func (l *lines) leave(line callcenter.LineID) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if now := time.Now(); now.Sub(l.rotated) > rememberGone {
		l.before, l.gone, l.rotated = l.gone, map[callcenter.LineID]struct{}{}, now
	}
	_, told := l.gone[line]
	if _, earlier := l.before[line]; told || earlier {
		return false
	}
	l.gone[line] = struct{}{}
	delete(l.calls, line)
	delete(l.music, line)
	return true
}

// music is what is known of music on a line.
type music int

const (
	musicUnknown music = iota // adopted, or a request's answer was lost
	musicOn
	musicOff
)

func (l *lines) setMusic(line callcenter.LineID, m music) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, known := l.calls[line]; known {
		l.music[line] = m
	}
}

func (l *lines) plays(line callcenter.LineID) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.music[line] == musicOn
}

// mayPlay: music has to be ended before a talk. Agents' lines never have any.
func (l *lines) mayPlay(line callcenter.LineID) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.music[line] != musicOff && !isLeg(line)
}

// enter begins a line's stay, perhaps not its first. One that the dialplan had
// answered may have been given music there.
func (l *lines) enter(a callcenter.Arrival) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls[a.Line], l.music[a.Line] = a.Call, musicOff
	if a.Answered {
		l.music[a.Line] = musicUnknown
	}
	delete(l.gone, a.Line)
	delete(l.before, a.Line)
}

// keep drops what Asterisk no longer lists.
func (l *lines) keep(alive map[callcenter.LineID]bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range l.calls {
		if !alive[line] {
			delete(l.calls, line)
			delete(l.music, line)
		}
	}
}

func created(c ari.ChannelData) time.Time {
	if c.Creationtime == nil {
		return time.Time{}
	}
	return time.Unix(c.Creationtime.Seconds, int64(c.Creationtime.Nanos))
}
