package fold

import (
	"time"

	"hotline/callcenter"
)

// File is where a recording is kept, and since when no more.
type File struct {
	Call       callcenter.ID           `json:"call"`
	Name       string                  `json:"name"`
	Of         string                  `json:"of,omitempty"`    // the recording's name
	Store      string                  `json:"store,omitempty"` // the controller in whose store it lies
	Bytes      int64                   `json:"bytes"`
	SHA256     string                  `json:"sha256,omitempty"`
	StoredAt   time.Time               `json:"stored_at,omitzero"`
	DeletedAt  time.Time               `json:"deleted_at,omitzero"`
	DeletedWhy callcenter.DeleteReason `json:"deleted_why,omitempty"`
}

// LegalHold is whether a call's recordings must not be deleted. Zero: nobody said so.
type LegalHold struct {
	Call   callcenter.ID      `json:"call"`
	Held   bool               `json:"held"`
	Author callcenter.AgentID `json:"author"`
	At     time.Time          `json:"at"`
	Reason string             `json:"reason,omitempty"`
}

// takeKeeping takes what was told of the recordings after the call.
func (b *builder) takeKeeping(f Fact) {
	switch d := f.Data.(type) {
	case callcenter.RecordingStored:
		k := b.keptFile(d.Name)
		k.Of, k.Store, k.Bytes, k.SHA256, k.StoredAt = d.Of, f.By, d.Bytes, d.SHA256, f.At
	case callcenter.RecordingDeleted:
		k := b.keptFile(d.Name)
		k.DeletedAt, k.DeletedWhy = f.At, d.Why
	case callcenter.RecordingsHeld:
		b.legal = LegalHold{Call: b.id, Held: d.On, Author: d.Author, At: f.At, Reason: d.Reason}
	}
}

func (b *builder) keptFile(name string) *File {
	return entry(b.kept, name, File{Call: b.id, Name: name})
}
