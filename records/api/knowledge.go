package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hotline/callcenter"
	"hotline/records"
)

// Knowledge is what the centre knows.
type Knowledge interface {
	Talked(ctx context.Context, call callcenter.ID, agent callcenter.AgentID) (bool, error)
	Knowledge(ctx context.Context, f records.KnowledgeFilter) ([]records.Article, error)
	ArticleRevisions(ctx context.Context, id callcenter.ID) ([]records.Article, error)
	SaveArticle(ctx context.Context, base int, a records.Article) (records.Article, error)
	SendArticle(ctx context.Context, call, article callcenter.ID, send records.Send, e records.Entry) error
}

// RegisterKnowledge adds the operations on what the centre knows. Without send no message leaves.
func RegisterKnowledge(api huma.API, of Knowledge, send records.Send, who Who) {
	k := knowledge{of, send, who}
	huma.Register(api, operation("/api/knowledge", "list-knowledge", "查知识、服务指南和答复模板,最相关的在前"), k.list)
	huma.Register(api, operation("/api/knowledge/{id}", "get-knowledge", "一条知识的各版,新的在前", http.StatusNotFound), k.get)
	put := operation("/api/knowledge/{id}", "save-knowledge", "新写或修改一条知识:旧版保留", http.StatusConflict)
	put.Method = http.MethodPut
	huma.Register(api, put, k.save)
	post := operation("/api/calls/{id}/messages", "send-knowledge", "把一条知识用短信发给来电人", http.StatusNotFound, http.StatusConflict)
	post.Method, post.DefaultStatus = http.MethodPost, http.StatusNoContent
	huma.Register(api, post, k.tell)
}

type knowledge struct {
	of   Knowledge
	send records.Send
	who  Who
}

type knowledgeIn struct {
	Text   string `query:"q" maxLength:"100" doc:"要找的词;不填则新的在前"`
	Kind   string `query:"kind" enum:"article,guide,template" doc:"只要哪一种"`
	Matter string `query:"matter" maxLength:"32" doc:"适用于这个事项的,和不分事项的"`
	All    bool   `query:"all" doc:"也要尚未生效和已经失效的"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"最多几条"`
}

type knowledgeOut struct {
	Body struct {
		Articles []records.Article `json:"articles"`
	}
}

func (k knowledge) list(ctx context.Context, in *knowledgeIn) (*knowledgeOut, error) {
	if _, err := k.who(ctx, ReadKnowledge); err != nil {
		return nil, err
	}
	list, err := k.of.Knowledge(ctx, records.KnowledgeFilter{
		Text: in.Text, Kind: records.ArticleKind(in.Kind), Matter: in.Matter, All: in.All, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	out := new(knowledgeOut)
	out.Body.Articles = append([]records.Article{}, list...)
	return out, nil
}

type oneArticle struct {
	ID string `path:"id" maxLength:"36" doc:"知识编号"`
}

func (k knowledge) get(ctx context.Context, in *oneArticle) (*knowledgeOut, error) {
	if _, err := k.who(ctx, ReadKnowledge); err != nil {
		return nil, err
	}
	id, err := callcenter.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	list, err := k.of.ArticleRevisions(ctx, id)
	if err != nil {
		return nil, err
	}
	out := new(knowledgeOut)
	out.Body.Articles = list
	return out, nil
}

type articleIn struct {
	ID   string `path:"id" maxLength:"36" doc:"知识编号:新写时由填写端生成(UUID)"`
	Body struct {
		Base   int                 `json:"base" minimum:"0" doc:"由第几版改起;新写为 0"`
		Kind   records.ArticleKind `json:"kind" enum:"article,guide,template" doc:"知识、服务指南、答复模板"`
		Title  string              `json:"title" minLength:"1" maxLength:"100" doc:"标题"`
		Body   string              `json:"body" minLength:"1" maxLength:"10000" doc:"正文"`
		Matter string              `json:"matter,omitempty" maxLength:"32" doc:"适用的事项:字典 matter 的代码"`
		From   string              `json:"from" format:"date" doc:"哪天起有效"`
		To     string              `json:"to,omitempty" format:"date" doc:"有效到哪天;不填则一直有效"`
	}
}

type articleOut struct{ Body records.Article }

func (k knowledge) save(ctx context.Context, in *articleIn) (*articleOut, error) {
	reader, err := k.who(ctx, EditKnowledge)
	if err != nil {
		return nil, err
	}
	id, err := callcenter.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	b := in.Body
	a := records.Article{ID: id, Kind: b.Kind, Title: b.Title, Body: b.Body, Matter: b.Matter, Author: reader.Staff}
	if a.From, err = day(b.From); err == nil && b.To != "" {
		a.To, err = day(b.To)
	}
	if err != nil {
		return nil, err
	}
	saved, err := k.of.SaveArticle(ctx, b.Base, a)
	return &articleOut{saved}, err
}

func day(text string) (time.Time, error) {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return at, callcenter.Errorf(callcenter.Invalid, "日期 %q 应写作 2026-11-23", text)
	}
	return at, nil
}

type sendIn struct {
	ID   string `path:"id" maxLength:"36" doc:"来电编号"`
	Body struct {
		WishID
		Article string `json:"article" maxLength:"36" doc:"知识编号"`
	}
}

func (k knowledge) tell(ctx context.Context, in *sendIn) (*struct{}, error) {
	reader, call, err := touched(ctx, k.who, SendMessages, in.ID, k.of.Talked)
	if err != nil {
		return nil, err
	}
	article, err := callcenter.ParseID(in.Body.Article)
	if err != nil {
		return nil, err
	}
	if k.send == nil {
		return nil, callcenter.Errorf(callcenter.Unavailable, "还没有配置短信,发不出去:请管理员设置 sms.outbox")
	}
	return nil, k.of.SendArticle(ctx, call, article, k.send, records.Entry{ID: in.Body.ID, Author: reader.Staff})
}
