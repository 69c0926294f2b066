package records

import (
	"context"
	"encoding/hex"
	"slices"
	"time"

	"hotline/callcenter"
	"hotline/records/fold"
	"hotline/records/recordings"
)

// RecordingState is where the sound of a recording is.
type RecordingState string

// The states.
const (
	RecordingUnderWay RecordingState = "under_way" // being recorded, or not sealed yet
	RecordingKept     RecordingState = "kept"
	RecordingFailed   RecordingState = "failed" // Asterisk could not write it
	RecordingDeleted  RecordingState = "deleted"
)

// Sound is one recording as lists show it.
type Sound struct {
	Name      string                  `json:"name" doc:"录音名,用于播放"`
	Kind      string                  `json:"kind" doc:"segment 通话段,message 留言"`
	Agent     callcenter.AgentID      `json:"agent,omitempty"`
	State     RecordingState          `json:"state"`
	Store     string                  `json:"store,omitempty" doc:"在哪个控制器的录音库里"`
	StartedAt time.Time               `json:"started_at,omitzero"`
	Seconds   *int                    `json:"seconds,omitempty"`
	Bytes     int64                   `json:"bytes,omitzero"`
	DeletedAt time.Time               `json:"deleted_at,omitzero"`
	Why       callcenter.DeleteReason `json:"why,omitempty" doc:"为何删除"`
	Gaps      []fold.Gap              `json:"gaps,omitempty" doc:"暂停录音的时段,声音里没有"`
}

// Recordings lists those of a call.
func (r *Reads) Recordings(ctx context.Context, call callcenter.ID) ([]Sound, fold.LegalHold, error) {
	record, err := r.record(ctx, call)
	if err != nil {
		return nil, fold.LegalHold{}, err
	}
	return recordingsOf(record), record.LegalHold, nil
}

func recordingsOf(record fold.Record) []Sound {
	list := []Sound{}
	for _, x := range record.Recordings {
		one := Sound{Name: x.Name, Kind: x.Kind, State: RecordingUnderWay, StartedAt: x.StartedAt, Seconds: x.Seconds, Gaps: x.Gaps}
		if x.Failed {
			one.State = RecordingFailed
		}
		if i := slices.IndexFunc(record.Segments, func(s fold.Segment) bool { return s.Token == x.Token }); i >= 0 {
			one.Agent = record.Segments[i].Agent
		}
		files := 0
		for _, f := range record.Files {
			if f.Of != x.Name && f.Name != x.Name {
				continue
			}
			files++
			one.Name, one.State, one.Store, one.Bytes, one.DeletedAt, one.Why = f.Name, RecordingKept, f.Store, f.Bytes, f.DeletedAt, f.DeletedWhy
			if !f.DeletedAt.IsZero() {
				one.State = RecordingDeleted
			}
			list = append(list, one)
		}
		if files == 0 {
			list = append(list, one)
		}
	}
	return list
}

// Recording finds one of a call. NotFound: there is none of that name.
func (r *Reads) Recording(ctx context.Context, call callcenter.ID, name string) (Sound, error) {
	list, _, err := r.Recordings(ctx, call)
	if err != nil {
		return Sound{}, err
	}
	i := slices.IndexFunc(list, func(x Sound) bool { return x.Name == name })
	if i < 0 {
		return Sound{}, callcenter.Errorf(callcenter.NotFound, "来电 %s 没有名为 %s 的录音", call, name)
	}
	return list[i], nil
}

// Play opens a recording, wherever it lies. Its refusals say where the sound is instead.
func (r *Records) Play(ctx context.Context, x Sound, call callcenter.ID) (*recordings.Reader, error) {
	switch {
	case x.State == RecordingUnderWay && r.sounds.Has(call, x.Name): // kept, and Postgres does not know yet
	case x.State == RecordingUnderWay:
		return nil, callcenter.Errorf(callcenter.Conflict, "录音尚未入库,请稍后再试")
	case x.State == RecordingFailed:
		return nil, callcenter.Errorf(callcenter.NotFound, "这段通话录音失败,没有声音")
	case x.State == RecordingDeleted:
		return nil, callcenter.Errorf(callcenter.NotFound, "录音已于 %s 删除", x.DeletedAt.In(callcenter.Leshan()).Format(fullTime))
	}
	if r.cfg.Elsewhere == nil || x.Store == "" || x.Store == r.cfg.Controller || r.sounds.Has(call, x.Name) {
		return r.sounds.Open(call, x.Name)
	}
	f, err := r.cfg.Elsewhere(ctx, x.Store, call, x.Name)
	if err != nil {
		return nil, err
	}
	return r.sounds.OpenFrom(f, call, x.Name)
}

// Sealed opens a recording that lies here as it is, for another controller.
func (r *Records) Sealed(call callcenter.ID, name string) (recordings.File, error) {
	return r.sounds.Sealed(call, name)
}

// RecordingOver reports that this controller told the end of a recording.
func (r *Records) RecordingOver(name string) bool { return r.talks.over(name) }

// KeepSound seals a recording's file into the store and notes it durably. The caller
// then removes the file. Repeated, as after a kill: it is kept once.
func (r *Records) KeepSound(ctx context.Context, call callcenter.ID, of, file string) error {
	kept, err := r.sounds.Keep(call, of, file)
	if err != nil {
		return err
	}
	r.talks.forget(of)
	defer r.knockStored()
	return r.Commit(ctx, callcenter.Fact{
		Subject: call, Occurrence: kept.Name, At: time.Now(), By: r.cfg.Controller,
		Data: callcenter.RecordingStored{Name: kept.Name, Of: of, Bytes: kept.Bytes, SHA256: hex.EncodeToString(kept.SHA256[:])},
	})
}

func (r *Records) knockStored() {
	select {
	case r.stored <- struct{}{}:
	default:
	}
}

// Hold keeps a call's recordings from being deleted, or lets them go again.
func (r *Records) Hold(ctx context.Context, call callcenter.ID, on bool, reason string, e Entry) (fold.LegalHold, error) {
	if _, err := r.record(ctx, call); err != nil {
		return fold.LegalHold{}, err
	}
	d, err := r.Dictionaries(ctx, 0)
	if err != nil {
		return fold.LegalHold{}, err
	}
	if d.word("hold", reason) == nil {
		return fold.LegalHold{}, callcenter.Errorf(callcenter.Invalid, "保全或解除的原因 %q 不在字典里", reason)
	}
	data := callcenter.RecordingsHeld{Author: e.Author, On: on, Reason: reason}
	if err := r.settle(ctx, []callcenter.Fact{{Subject: call, Occurrence: e.occurrence(), Data: data}}); err != nil {
		return fold.LegalHold{}, err
	}
	record, err := r.record(ctx, call)
	return record.LegalHold, err
}
