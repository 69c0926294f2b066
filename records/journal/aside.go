package journal

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// asideLine is one line of aside.log. Its number, if any, is sealed as it was.
type asideLine struct {
	At     time.Time `json:"at"`
	Why    string    `json:"why"`
	Record []byte    `json:"record,omitempty"` // as it lay in the log, when it could not be read
	Fact   *line     `json:"fact,omitempty"`
}

// setAside keeps what cannot be shipped where a person can look at it.
func (s *Shipper) setAside(record []byte, why error, entries ...Entry) error {
	lines := []asideLine{{At: time.Now(), Why: why.Error(), Record: record}}
	if record == nil {
		lines = lines[:0]
	}
	for _, e := range entries {
		lines = append(lines, asideLine{At: time.Now(), Why: why.Error(), Fact: &line{
			Subject: e.Subject, Kind: e.Kind(), Occurrence: e.Occurrence, At: e.At.UnixMicro(), By: e.By,
			Data: e.data, Hash: e.hash, Sealed: e.sealed, Written: e.written,
		}})
	}
	f, err := os.OpenFile(s.asideName(), os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("set fact aside: %w", err)
	}
	for _, l := range lines {
		b, encodeErr := json.Marshal(l)
		_, writeErr := f.Write(append(b, '\n'))
		err = errors.Join(err, encodeErr, writeErr)
		s.aside.Add(1)
		if l.Fact != nil {
			s.cfg.Log.Error("fact set aside", zap.Stringer("call_id", l.Fact.Subject), zap.String("kind", string(l.Fact.Kind)), zap.Error(why))
		}
	}
	s.cfg.Raise(callcenter.AlarmJournalAside, fmt.Sprintf("%d facts set aside in %s: %v", len(lines), s.asideName(), why))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("set fact aside: %w", err)
	}
	return nil
}
