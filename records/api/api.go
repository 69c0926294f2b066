// Package api is the REST of what is kept: calls, their facts, and what people entered
// about them. Numbers are masked. Who may do what is decided elsewhere, in one table of
// roles and actions; here it arrives as a Reader of an Action.
package api

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hotline/callcenter"
	"hotline/records"
	"hotline/records/fold"
)

// Bearer is the security scheme of every operation, declared by who signs people in.
const Bearer = "bearer"

// Register adds the operations.
func Register(api huma.API, r *records.Reads, who Who) {
	c := calls{r, who}
	huma.Register(api, operation("/api/calls", "list-calls", "来电列表,新的在前,按游标翻页"), c.list)
	huma.Register(api, operation("/api/calls/{id}", "get-call", "一通来电的全部经过", http.StatusNotFound), c.get)
	huma.Register(api, operation("/api/calls/{id}/facts", "get-call-facts", "一通来电的事实,按发生先后", http.StatusNotFound), c.facts)
	huma.Register(api, operation("/api/consultations", "search-consultations", "在话务工单的摘要与答复中查找,按游标翻页"), c.search)
	huma.Register(api, operation("/api/callbacks", "list-callbacks", "待回拨的来电,先到期的在前,按游标翻页"), c.callbacks)
	huma.Register(api, operation("/api/dictionaries", "list-dictionaries", "字典:填写话务工单时可选的词"), c.dictionaries)
}

func operation(path, id, summary string, refusals ...int) huma.Operation {
	return huma.Operation{
		Method: http.MethodGet, Path: path, OperationID: id, Summary: summary,
		Security: []map[string][]string{{Bearer: {}}},
		Errors: append(refusals, http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity,
			http.StatusServiceUnavailable, http.StatusInternalServerError),
	}
}

type calls struct {
	records *records.Reads
	who     Who
}

type listIn struct {
	From    time.Time `query:"from" doc:"到达时间不早于(RFC 3339)"`
	To      time.Time `query:"to" doc:"到达时间早于(RFC 3339)"`
	Agent   string    `query:"agent" maxLength:"32" doc:"通过话的话务员工号"`
	Topic   string    `query:"topic" maxLength:"64" doc:"业务主题"`
	Outcome string    `query:"outcome" enum:"completed,abandoned,timeout,no_agents,full,closed,refused,call_back,unreached,called_again,message,failed" doc:"结果"`
	Open    bool      `query:"open" doc:"只看尚未结束的"`
	Sounds  bool      `query:"recorded" doc:"只看有录音可听的"`
	After   string    `query:"after" maxLength:"128" doc:"上一页给出的 next"`
	Limit   int       `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"每页条数"`
}

type pageOut struct{ Body records.CallPage }

// list: who may read only his own calls gets his own, whatever agent he asks for.
func (c calls) list(ctx context.Context, in *listIn) (*pageOut, error) {
	reader, err := c.who(ctx, SeeCalls)
	if err != nil {
		return nil, err
	}
	f := records.Filter{
		From: in.From, To: in.To, Agent: callcenter.AgentID(in.Agent), Topic: callcenter.TopicName(in.Topic),
		Outcome: callcenter.Outcome(in.Outcome), Open: in.Open, Recorded: in.Sounds, After: in.After, Limit: in.Limit,
	}
	if !reader.All {
		f.Agent = reader.Staff
	}
	page, err := c.records.Calls(ctx, f)
	if err != nil {
		return nil, err
	}
	return &pageOut{page}, nil
}

type oneCall struct {
	ID string `path:"id" maxLength:"36" doc:"来电编号"`
}

type storyOut struct{ Body records.Story }

func (c calls) get(ctx context.Context, in *oneCall) (*storyOut, error) {
	story, err := c.story(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &storyOut{story}, nil
}

type factsOut struct {
	Body struct {
		Facts []records.StoryFact `json:"facts" doc:"按发生先后"`
	}
}

func (c calls) facts(ctx context.Context, in *oneCall) (*factsOut, error) {
	story, err := c.story(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := new(factsOut)
	out.Body.Facts = story.Facts
	return out, nil
}

// story reads a call the reader may read. Another's call is not found: he does not
// learn that it exists.
func (c calls) story(ctx context.Context, text string) (records.Story, error) {
	reader, err := c.who(ctx, SeeCalls)
	if err != nil {
		return records.Story{}, err
	}
	id, err := callcenter.ParseID(text)
	if err != nil {
		return records.Story{}, err
	}
	story, err := c.records.Story(ctx, id)
	if err != nil {
		return records.Story{}, err
	}
	return story, mayTouch(ctx, reader, id, func() (bool, error) { return talkedIn(story.Record, reader.Staff), nil })
}

func talkedIn(r fold.Record, staff callcenter.AgentID) bool {
	return slices.ContainsFunc(r.Segments, func(s fold.Segment) bool { return s.Agent == staff })
}

type dictionariesIn struct {
	Version int `query:"version" minimum:"0" doc:"版本;不填为当前版本"`
}

type dictionariesOut struct{ Body records.Dictionaries }

func (c calls) dictionaries(ctx context.Context, in *dictionariesIn) (*dictionariesOut, error) {
	if _, err := c.who(ctx, HaveSession); err != nil {
		return nil, err
	}
	all, err := c.records.Dictionaries(ctx, in.Version)
	if err != nil {
		return nil, err
	}
	return &dictionariesOut{all}, nil
}
