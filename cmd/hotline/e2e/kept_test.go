package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/flow/story"
)

// callID finds the caller's call: it came last.
func (p *player) callID() (id callcenter.ID) {
	p.t.Helper()
	p.until(patience, "the call is in the records", func() bool {
		return p.db.QueryRow(p.t.Context(), `SELECT id FROM call ORDER BY arrived_at DESC LIMIT 1`).Scan(&id) == nil
	})
	return id
}

// settle waits until the call has ended in its record and no line is left.
func (p *player) settle() callcenter.ID {
	p.t.Helper()
	call := p.callID()
	p.until(patience, "the call ends in a record", func() bool {
		var ended bool
		err := p.db.QueryRow(p.t.Context(), `SELECT ended_at IS NOT NULL FROM call WHERE id = $1`, call).Scan(&ended)
		return err == nil && ended
	})
	for name, a := range p.agents {
		p.until(patience, name+"'s phone is left alone", func() bool { return a.current() == nil || over(a.current()) })
	}
	p.until(patience, "the caller's line ends", func() bool { return over(p.caller) || strings.Contains(p.t.Name(), "vanishes") })
	return call
}

// journal reads what was kept.
func (p *player) journal(call callcenter.ID) story.Journal {
	p.t.Helper()
	var j story.Journal
	rows, err := p.db.Query(p.t.Context(), `SELECT kind, data FROM journal WHERE subject = $1 ORDER BY at`, call)
	if err != nil {
		p.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var kind callcenter.FactKind
		var raw []byte
		if err := rows.Scan(&kind, &raw); err != nil {
			p.t.Fatal(err)
		}
		data, err := callcenter.DecodePayload(kind, raw)
		if err != nil {
			p.t.Fatal(err)
		}
		j.Facts = append(j.Facts, data)
	}
	if err := p.db.QueryRow(p.t.Context(), `SELECT count(*) FROM call WHERE ended_at IS NOT NULL AND arrived_at >= (
		SELECT least(arrived_at, $2) FROM call WHERE id = $1)`, call, p.from()).Scan(&j.Ended); err != nil {
		p.t.Fatal(err)
	}
	var log []byte
	for _, name := range []string{controller, second} {
		raw, _ := os.ReadFile(filepath.Join(p.dir, name+".log"))
		log = append(log, raw...)
	}
	for _, m := range regexp.MustCompile(`"alarm":"([a-z_]+)"`).FindAllSubmatch(log, -1) {
		j.Alarms = append(j.Alarms, callcenter.AlarmName(m[1]))
	}
	return j
}

// from is when the calls that count began: those of a whole story, or the last alone.
func (p *player) from() time.Time {
	if p.since.IsZero() {
		return time.Now()
	}
	return p.since.Add(-100 * time.Millisecond) // Asterisk tells when a call came in whole milliseconds
}
