package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"hotline/callcenter"
	"hotline/records"
	"hotline/records/fold"
	"hotline/records/recordings"
)

// Sounds is what keeps recordings.
type Sounds interface {
	Play(ctx context.Context, x records.Sound, call callcenter.ID) (*recordings.Reader, error)
	Hold(ctx context.Context, call callcenter.ID, on bool, reason string, e records.Entry) (fold.LegalHold, error)
}

// RegisterSounds adds the operations on recordings.
func RegisterSounds(api huma.API, r *records.Reads, sounds Sounds, who Who) {
	s := sound{r, sounds, who}
	huma.Register(api, operation("/api/calls/{id}/recordings", "list-recordings", "一通来电的录音", http.StatusNotFound), s.list)
	audio := operation("/api/calls/{id}/recordings/{name}/audio", "play-recording", "播放或下载录音,支持按字节区间;每次查阅留痕", http.StatusNotFound, http.StatusConflict)
	audio.Responses = map[string]*huma.Response{"200": {Description: "声音", Content: map[string]*huma.MediaType{"audio/wav": {}}}}
	huma.Register(api, audio, s.audio)
	huma.Register(api, operation("/api/calls/{id}/recordings/{name}/waveform", "get-waveform", "录音的波形", http.StatusNotFound, http.StatusConflict), s.waveform)
	hold := operation("/api/calls/{id}/hold", "hold-recordings", "保全录音(期满不删)或解除", http.StatusNotFound)
	hold.Method = http.MethodPut
	huma.Register(api, hold, s.hold)
}

type sound struct {
	records *records.Reads
	sounds  Sounds
	who     Who
}

type recordingsOut struct {
	Body struct {
		Recordings []records.Sound `json:"recordings"`
		Hold       *fold.LegalHold `json:"hold,omitempty" doc:"保全"`
	}
}

// list: an agent sees his own talks' recordings, not those of who talked before or after,
// and the messages of the worklist, which is everybody's.
func (s sound) list(ctx context.Context, in *oneCall) (*recordingsOut, error) {
	reader, err := s.who(ctx, PlayRecordings)
	if err != nil {
		return nil, err
	}
	call, err := callcenter.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	message, err := s.records.LeftMessage(ctx, call)
	if err != nil {
		return nil, err
	}
	talked := func() (bool, error) {
		if message {
			return true, nil
		}
		return s.records.Talked(ctx, call, reader.Staff)
	}
	if err := mayTouch(ctx, reader, call, talked); err != nil {
		return nil, err
	}
	all, hold, err := s.records.Recordings(ctx, call)
	if err != nil {
		return nil, err
	}
	out := new(recordingsOut)
	out.Body.Recordings = []records.Sound{}
	for _, x := range all {
		if reader.All || x.Agent == reader.Staff || message && x.Kind == fold.MessageRecording {
			out.Body.Recordings = append(out.Body.Recordings, x)
		}
	}
	if hold.Held {
		out.Body.Hold = &hold
	}
	return out, nil
}

type audioIn struct {
	ID       string `path:"id" maxLength:"36" doc:"来电编号"`
	Name     string `path:"name" maxLength:"128" doc:"录音名"`
	Download bool   `query:"download" doc:"存为文件,须有下载权限"`
	Reason   string `query:"reason" maxLength:"200" doc:"查阅原因;下载必填"`
}

// audio streams a recording. The look is noted first.
func (s sound) audio(ctx context.Context, in *audioIn) (*huma.StreamResponse, error) {
	action := PlayRecordings
	if in.Download {
		action = DownloadRecordings
	}
	reader, err := s.who(ctx, action)
	if err != nil {
		return nil, err
	}
	if in.Download && !reader.All {
		return nil, callcenter.Errorf(callcenter.Denied, "您可以播放本人通话的录音,但不能下载")
	}
	if in.Download && in.Reason == "" {
		return nil, callcenter.Errorf(callcenter.Invalid, "下载录音请填写原因")
	}
	r, call, err := s.open(ctx, reader, in.ID, in.Name)
	if err != nil {
		return nil, err
	}
	look := records.Look{Staff: reader.Staff, Action: string(action), Call: call, Object: in.Name, Reason: in.Reason}
	if err := s.records.Note(ctx, look); err != nil {
		_ = r.Close()
		return nil, err
	}
	return &huma.StreamResponse{Body: func(stream huma.Context) {
		defer func() { _ = r.Close() }()
		request, w := humago.Unwrap(stream)
		w.Header().Set("Content-Type", "audio/wav")
		w.Header().Set("Cache-Control", "no-store")
		if in.Download {
			w.Header().Set("Content-Disposition", `attachment; filename="`+in.Name+`.wav"`)
		}
		http.ServeContent(w, request, "", time.Time{}, r)
	}}, nil
}

// open opens a recording the reader may hear.
func (s sound) open(ctx context.Context, reader Reader, id, name string) (*recordings.Reader, callcenter.ID, error) {
	call, err := callcenter.ParseID(id)
	if err != nil {
		return nil, call, err
	}
	message, err := s.records.LeftMessage(ctx, call)
	if err != nil {
		return nil, call, err
	}
	if message { // of the worklist: seen by whoever works it, and nothing else of the call
		if err := mayTouch(ctx, reader, call, func() (bool, error) { return true, nil }); err != nil {
			return nil, call, err
		}
	}
	x, err := s.records.Recording(ctx, call, name)
	if err == nil {
		err = mayTouch(ctx, reader, call, func() (bool, error) {
			return x.Agent == reader.Staff || message && x.Kind == fold.MessageRecording, nil
		})
	}
	if err != nil {
		return nil, call, err
	}
	r, err := s.sounds.Play(ctx, x, call)
	return r, call, err
}

type waveformIn struct {
	ID    string `path:"id" maxLength:"36" doc:"来电编号"`
	Name  string `path:"name" maxLength:"128" doc:"录音名"`
	Parts int    `query:"parts" minimum:"1" maximum:"4000" default:"800" doc:"分成几段"`
}

type waveformOut struct{ Body recordings.Waveform }

func (s sound) waveform(ctx context.Context, in *waveformIn) (*waveformOut, error) {
	reader, err := s.who(ctx, PlayRecordings)
	if err != nil {
		return nil, err
	}
	r, _, err := s.open(ctx, reader, in.ID, in.Name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	w, err := recordings.WaveformOf(r, in.Parts)
	if err != nil {
		return nil, err
	}
	return &waveformOut{w}, nil
}

type holdIn struct {
	ID   string `path:"id" maxLength:"36" doc:"来电编号"`
	Body struct {
		ID     string `json:"id" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9_-]+$" doc:"由填写端生成的编号:重复提交用同一个"`
		Held   bool   `json:"held" doc:"保全还是解除"`
		Reason string `json:"reason" minLength:"1" maxLength:"32" doc:"原因:字典 hold 的代码"`
	}
}

type holdOut struct{ Body fold.LegalHold }

func (s sound) hold(ctx context.Context, in *holdIn) (*holdOut, error) {
	reader, err := s.who(ctx, HoldRecordings)
	if err != nil {
		return nil, err
	}
	if !reader.All {
		return nil, callcenter.Errorf(callcenter.Denied, "保全录音须由管理人员操作")
	}
	call, err := callcenter.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	h, err := s.sounds.Hold(ctx, call, in.Body.Held, in.Body.Reason, records.Entry{ID: in.Body.ID, Author: reader.Staff})
	if err != nil {
		return nil, err
	}
	return &holdOut{h}, nil
}
