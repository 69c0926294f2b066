package prompts

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hotline/agents"
	"hotline/callcenter"
)

// Register adds the operations. Who may do them is asked before they begin.
func Register(api huma.API, k *Keeper, d *Dictations, bearer string) {
	r := requests{k, d}
	operation := func(method, path, id, summary string, refusals ...int) huma.Operation {
		return huma.Operation{
			Method: method, Path: path, OperationID: id, Summary: summary,
			Security: []map[string][]string{{bearer: {}}},
			Errors: append([]int{
				http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity,
				http.StatusServiceUnavailable, http.StatusInternalServerError,
			}, refusals...),
		}
	}
	huma.Register(api, operation(http.MethodGet, "/api/prompts", "list-prompts", "提示音:每种语言各有哪些录音,缺什么"), r.list)
	audio := operation(http.MethodGet, "/api/prompts/{language}/{prompt}/versions/{version}/audio", "hear-prompt", "试听一版录音;0 是系统自带的声音", http.StatusNotFound)
	audio.Responses = map[string]*huma.Response{"200": {Description: "声音", Content: map[string]*huma.MediaType{"audio/wav": {}}}}
	huma.Register(api, audio, r.audio)
	add := operation(http.MethodPost, "/api/prompts/{language}/{prompt}/versions", "add-prompt",
		"存一版录音(WAV,最长 60 秒,不超过 1 MiB):检查并转换;留痕", http.StatusNotFound)
	add.DefaultStatus, add.MaxBodyBytes = http.StatusCreated, 1<<20
	huma.Register(api, add, r.add)
	use := operation(http.MethodPut, "/api/prompts/{language}/{prompt}/heard", "use-prompt", "让来电者听到哪一版,立即生效;0 恢复系统自带的声音;留痕", http.StatusNotFound)
	use.DefaultStatus = http.StatusNoContent
	huma.Register(api, use, r.use)
	dictate := operation(http.MethodPost, "/api/prompts/{language}/{prompt}/dictation", "dictate-prompt",
		"振响一部话机,听到提示音后录制,按 # 结束;录成新的一版,试听后再启用", http.StatusNotFound)
	dictate.DefaultStatus = http.StatusAccepted
	huma.Register(api, dictate, r.dictate)
}

type requests struct {
	keeper     *Keeper
	dictations *Dictations
}

type promptsOut struct {
	Body struct {
		Prompts []Entry `json:"prompts" nullable:"false"`
		Fault   string  `json:"fault,omitempty" doc:"录音为什么不能在本机生效"`
	}
}

func (r requests) list(ctx context.Context, _ *struct{}) (*promptsOut, error) {
	out := &promptsOut{}
	var err error
	out.Body.Prompts, out.Body.Fault, err = r.keeper.List(ctx)
	return out, err
}

// PromptPath is which prompt a request is about.
type PromptPath struct {
	Language callcenter.Language `path:"language" maxLength:"8" doc:"zh 普通话,ii 彝语"`
	Prompt   callcenter.Prompt   `path:"prompt" maxLength:"64" doc:"代号"`
}

func (in PromptPath) name() Name { return Name(in) }

type promptAudioIn struct {
	PromptPath
	Version int `path:"version" minimum:"0" doc:"第几版"`
}

type promptAudioOut struct {
	ContentType  string `header:"Content-Type"`
	CacheControl string `header:"Cache-Control"`
	Body         []byte
}

func (r requests) audio(ctx context.Context, in *promptAudioIn) (*promptAudioOut, error) {
	wav, err := r.keeper.Sound(ctx, in.name(), in.Version)
	if err != nil {
		return nil, err
	}
	return &promptAudioOut{"audio/wav", "no-store", wav}, nil
}

type promptIn struct {
	PromptPath
	Source  Source `query:"source" enum:"upload,browser" default:"upload" doc:"上传还是浏览器录制"`
	Heard   bool   `query:"heard" doc:"立即让来电者听到"`
	RawBody []byte `contentType:"audio/wav"`
}

type promptAdded struct {
	Body struct {
		Version int `json:"version" doc:"第几版"`
	}
}

func (r requests) add(ctx context.Context, in *promptIn) (*promptAdded, error) {
	who, err := agents.Authorize(ctx, agents.Configure)
	if err != nil {
		return nil, err
	}
	out := &promptAdded{}
	out.Body.Version, err = r.keeper.Add(ctx, who.Staff.ID, in.name(), in.Source, in.RawBody, in.Heard)
	return out, err
}

type promptHeardIn struct {
	PromptPath
	Body struct {
		Version int `json:"version" minimum:"0" doc:"第几版;0 恢复系统自带的声音"`
	}
}

func (r requests) use(ctx context.Context, in *promptHeardIn) (*struct{}, error) {
	who, err := agents.Authorize(ctx, agents.Configure)
	if err != nil {
		return nil, err
	}
	return nil, r.keeper.Use(ctx, who.Staff.ID, in.name(), in.Body.Version)
}

type dictationIn struct {
	PromptPath
	Body struct {
		Seat callcenter.SeatID `json:"seat" minLength:"1" maxLength:"8" pattern:"^[0-9]+$" doc:"哪部话机:分机号"`
	}
}

func (r requests) dictate(ctx context.Context, in *dictationIn) (*struct{}, error) {
	who, err := agents.Authorize(ctx, agents.Configure)
	if err != nil {
		return nil, err
	}
	return nil, r.dictations.Begin(ctx, who.Staff.ID, in.name(), in.Body.Seat)
}
