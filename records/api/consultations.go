package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hotline/callcenter"
	"hotline/records"
	"hotline/records/fold"
)

// Desk is what takes what people enter.
type Desk interface {
	Draft(ctx context.Context, call callcenter.ID, e records.Entry) error
	Save(ctx context.Context, call callcenter.ID, base int, concern records.Concern, e records.Entry) (fold.Record, error)
	Own(ctx context.Context, matter callcenter.ID, owner callcenter.AgentID, reason string, e records.Entry) (fold.Matter, error)
	Close(ctx context.Context, matter callcenter.ID, by callcenter.AgentID) (fold.Matter, error)
	Talked(ctx context.Context, call callcenter.ID, agent callcenter.AgentID) (bool, error)
}

// RegisterDesk adds the operations by which people enter.
func RegisterDesk(api huma.API, r *records.Reads, desk Desk, who Who) {
	c := consultations{r, desk, who}
	put := func(path, id, summary string, refusals ...int) huma.Operation {
		op := operation(path, id, summary, append(refusals, http.StatusNotFound)...)
		op.Method = http.MethodPut
		return op
	}
	draft := put("/api/consultations/{call}/draft", "draft-consultation", "存草稿:断电不丢,数据库不在也能存")
	draft.DefaultStatus = http.StatusNoContent
	huma.Register(api, draft, c.draft)
	huma.Register(api, put("/api/consultations/{call}", "save-consultation", "保存话务工单;同一编号重复提交只算一次", http.StatusConflict), c.save)
	huma.Register(api, operation("/api/consultations/{call}", "get-consultation", "一通来电的话务工单", http.StatusNotFound), c.get)
	huma.Register(api, operation("/api/consultations/{call}/edits", "list-consultation-edits", "话务工单的修改经过:改前与改后", http.StatusNotFound), c.edits)
	huma.Register(api, put("/api/matters/{id}/owner", "own-matter", "变更首问责任人,须有原因", http.StatusConflict), c.own)
	huma.Register(api, put("/api/matters/{id}/closed", "close-matter", "了结事项;重复无妨", http.StatusConflict), c.close)
}

type consultations struct {
	records *records.Reads
	desk    Desk
	who     Who
}

// Filled is the form as a desk sends it. Flat, as the screen is.
type Filled struct {
	ID                string   `json:"id" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9_-]+$" doc:"由填写端生成的编号:重复提交用同一个"`
	DictionaryVersion int      `json:"dictionary_version,omitempty" minimum:"0" doc:"所用字典的版本"`
	CallerKinds       []string `json:"caller_kinds,omitempty" maxItems:"16" doc:"来电人群,可多选"`
	Region            string   `json:"region,omitempty" maxLength:"32" doc:"地区"`
	Matter1           string   `json:"matter_1,omitempty" maxLength:"32" doc:"一级事项"`
	Matter2           string   `json:"matter_2,omitempty" maxLength:"32" doc:"二级事项"`
	ServiceKind       string   `json:"service_kind,omitempty" maxLength:"32" doc:"服务类别"`
	Result            string   `json:"result,omitempty" maxLength:"32" doc:"办理结果"`
	ResultReason      string   `json:"result_reason,omitempty" maxLength:"32" doc:"不予受理的原因"`
	Secrecy           string   `json:"secrecy,omitempty" maxLength:"32" doc:"密级"`
	SpokenLanguage    string   `json:"spoken_language,omitempty" maxLength:"32" doc:"通话语言"`
	AmountFen         *int64   `json:"amount_fen,omitempty" minimum:"0" doc:"涉及金额,单位分"`
	Summary           string   `json:"summary,omitempty" maxLength:"4000" doc:"来电摘要"`
	Answer            string   `json:"answer,omitempty" maxLength:"4000" doc:"答复内容"`
}

func (e Filled) by(author callcenter.AgentID) records.Entry {
	return records.Entry{
		ID: e.ID, Author: author, Writing: callcenter.Writing{Summary: e.Summary, Answer: e.Answer},
		Form: callcenter.Form{
			DictionaryVersion: e.DictionaryVersion, CallerKinds: e.CallerKinds, Region: e.Region, Matter1: e.Matter1, Matter2: e.Matter2,
			ServiceKind: e.ServiceKind, Result: e.Result, ResultReason: e.ResultReason, Secrecy: e.Secrecy,
			SpokenLanguage: e.SpokenLanguage, AmountFen: e.AmountFen,
		},
	}
}

type draftIn struct {
	Call string `path:"call" maxLength:"36" doc:"来电编号"`
	Body Filled
}

func (c consultations) draft(ctx context.Context, in *draftIn) (*struct{}, error) {
	reader, call, err := c.editor(ctx, in.Call)
	if err != nil {
		return nil, err
	}
	return nil, c.desk.Draft(ctx, call, in.Body.by(reader.Staff))
}

type saveIn struct {
	Call string `path:"call" maxLength:"36" doc:"来电编号"`
	Body struct {
		Filled
		Base    int                   `json:"base" minimum:"0" doc:"由第几版改起;首次填写为 0"`
		Concern records.ConcernChoice `json:"concern,omitempty" enum:"open,new,joined" doc:"归入事项:open 未了结的(没有则新立),new 新立,joined 指定的;不填为当场了结"`
		Matter  string                `json:"matter,omitempty" maxLength:"36" doc:"concern 为 joined 时的事项编号"`
	}
}

func (c consultations) save(ctx context.Context, in *saveIn) (*sheetOut, error) {
	reader, call, err := c.editor(ctx, in.Call)
	if err != nil {
		return nil, err
	}
	concern := records.Concern{Choice: in.Body.Concern}
	if in.Body.Concern == records.ConcernJoined {
		if concern.Matter, err = callcenter.ParseID(in.Body.Matter); err != nil {
			return nil, err
		}
	}
	if _, err := c.desk.Save(ctx, call, in.Body.Base, concern, in.Body.by(reader.Staff)); err != nil {
		return nil, err
	}
	return c.sheet(ctx, call, reader.Staff)
}

// editor: the agents who talked in the call, and whose role it is.
func (c consultations) editor(ctx context.Context, text string) (Reader, callcenter.ID, error) {
	return touched(ctx, c.who, EditConsultations, text, c.desk.Talked)
}

type oneConsultation struct {
	Call string `path:"call" maxLength:"36" doc:"来电编号"`
}

type sheetOut struct{ Body records.Sheet }

func (c consultations) get(ctx context.Context, in *oneConsultation) (*sheetOut, error) {
	reader, call, err := c.reader(ctx, in.Call)
	if err != nil {
		return nil, err
	}
	return c.sheet(ctx, call, reader.Staff)
}

func (c consultations) sheet(ctx context.Context, call callcenter.ID, reader callcenter.AgentID) (*sheetOut, error) {
	s, err := c.records.Sheet(ctx, call, reader)
	if err != nil {
		return nil, err
	}
	if s.Entered.Secrecy == fold.Strict {
		allowed, err := c.secret(ctx, call, reader)
		if err != nil {
			return nil, err
		}
		if !allowed {
			s.Writing, s.Withheld = callcenter.Writing{}, true
		}
	}
	return &sheetOut{s}, nil
}

// secret: what is strictly secret is read by who talked in the call and by whose role
// it is, and each look is noted first.
func (c consultations) secret(ctx context.Context, call callcenter.ID, staff callcenter.AgentID) (bool, error) {
	reader, err := c.who(ctx, ReadSecrets)
	if err != nil && !callcenter.Is(err, callcenter.Denied) {
		return false, err
	}
	if err != nil || !reader.All {
		if talked, err := c.records.Talked(ctx, call, staff); err != nil || !talked {
			return false, err
		}
	}
	return true, c.records.Note(ctx, records.Look{Staff: staff, Action: string(ReadSecrets), Call: call})
}

func (c consultations) reader(ctx context.Context, text string) (Reader, callcenter.ID, error) {
	return touched(ctx, c.who, SeeCalls, text, c.records.Talked)
}

type editsOut struct {
	Body struct {
		Edits []records.Revision `json:"edits" doc:"按版次"`
	}
}

func (c consultations) edits(ctx context.Context, in *oneConsultation) (*editsOut, error) {
	reader, call, err := c.reader(ctx, in.Call)
	if err != nil {
		return nil, err
	}
	history, strict, err := c.records.History(ctx, call)
	if err != nil {
		return nil, err
	}
	if strict { // now or ever: an older revision may say the same
		allowed, err := c.secret(ctx, call, reader.Staff)
		if err != nil {
			return nil, err
		}
		if !allowed {
			return nil, callcenter.Errorf(callcenter.Denied, "这张话务工单严格保密,您不能查看修改经过")
		}
	}
	out := new(editsOut)
	out.Body.Edits = history
	return out, nil
}
