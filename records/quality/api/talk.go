package api

import (
	"context"

	"hotline/callcenter"
	recordsapi "hotline/records/api"
	"hotline/records/quality"
)

// OfTalk names a talk in a path.
type OfTalk struct {
	Call  string `path:"call" maxLength:"36" doc:"来电编号"`
	Staff string `path:"staff" maxLength:"32" doc:"话务员工号"`
}

type talkOut struct{ Body quality.Heard }

// of is the talk a request names. Another's is not found: who sees only his own does not
// learn that it was drawn.
func (h handlers) of(ctx context.Context, action recordsapi.Action, in OfTalk) (recordsapi.Reader, quality.Talk, error) {
	reader, err := h.who(ctx, action)
	if err != nil {
		return reader, quality.Talk{}, err
	}
	call, err := callcenter.ParseID(in.Call)
	if err != nil {
		return reader, quality.Talk{}, err
	}
	t := quality.Talk{Call: call, Agent: callcenter.AgentID(in.Staff)}
	if !reader.All && t.Agent != reader.Staff {
		return reader, t, callcenter.Errorf(callcenter.NotFound, "质检样本里没有这通通话")
	}
	return reader, t, nil
}

func (h handlers) talk(ctx context.Context, in *OfTalk) (*talkOut, error) {
	reader, t, err := h.of(ctx, See, *in)
	if err != nil {
		return nil, err
	}
	heard, err := h.quality.Talk(ctx, t, reader.Staff, h.rules(ctx))
	return &talkOut{heard}, err
}

type scoreIn struct {
	OfTalk
	Body struct {
		Sheet   int           `json:"sheet" minimum:"1" doc:"评分表的版本"`
		Marks   quality.Marks `json:"marks" doc:"各项的分数;否决项出现为 1;不适用的不填"`
		Comment string        `json:"comment,omitempty" maxLength:"1000" doc:"评语"`
	}
}

func (h handlers) score(ctx context.Context, in *scoreIn) (*struct{}, error) {
	reader, t, err := h.of(ctx, Give, in.OfTalk)
	if err != nil {
		return nil, err
	}
	return nil, h.quality.Score(ctx, quality.Scoring{Talk: t, By: reader.Staff, Sheet: in.Body.Sheet, Marks: in.Body.Marks, Comment: in.Body.Comment})
}

type appealIn struct {
	OfTalk
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"1000" doc:"申诉理由"`
	}
}

func (h handlers) appeal(ctx context.Context, in *appealIn) (*struct{}, error) {
	reader, t, err := h.of(ctx, Appeal, in.OfTalk)
	if err != nil {
		return nil, err
	}
	if t.Agent != reader.Staff {
		return nil, callcenter.Errorf(callcenter.Denied, "只能就本人的通话申诉")
	}
	return nil, h.quality.Appeal(ctx, t, in.Body.Reason)
}

type rulingIn struct {
	OfTalk
	Body struct {
		Upheld bool          `json:"upheld" doc:"成立"`
		Marks  quality.Marks `json:"marks,omitempty" doc:"成立时改为的分数"`
		Reason string        `json:"reason" minLength:"1" maxLength:"1000" doc:"裁定理由"`
	}
}

func (h handlers) rule(ctx context.Context, in *rulingIn) (*struct{}, error) {
	reader, t, err := h.of(ctx, Rule, in.OfTalk)
	if err != nil {
		return nil, err
	}
	return nil, h.quality.Rule(ctx, quality.Ruling{Talk: t, By: reader.Staff, Upheld: in.Body.Upheld, Marks: in.Body.Marks, Reason: in.Body.Reason})
}
