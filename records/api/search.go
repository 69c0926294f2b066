package api

import (
	"context"
	"time"

	"hotline/callcenter"
	"hotline/records"
)

type searchIn struct {
	Text   string    `query:"q" required:"true" maxLength:"100" doc:"要找的词,空格隔开的都须出现;两个字即可,如 工资"`
	From   time.Time `query:"from" doc:"到达时间不早于(RFC 3339)"`
	To     time.Time `query:"to" doc:"到达时间早于(RFC 3339)"`
	Topic  string    `query:"topic" maxLength:"64" doc:"业务主题"`
	Region string    `query:"region" maxLength:"32" doc:"地区代码"`
	Agent  string    `query:"agent" maxLength:"32" doc:"通过话的话务员工号"`
	Order  string    `query:"order" enum:"rank,time" default:"rank" doc:"rank 最相关的在前(在最近 500 条匹配中排),time 新的在前"`
	After  string    `query:"after" maxLength:"512" doc:"上一页给出的 next"`
	Limit  int       `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"每页条数"`
}

type searchOut struct{ Body records.FoundPage }

// search: Postgres finds what the asker may see, and what is strictly secret for nobody.
func (c calls) search(ctx context.Context, in *searchIn) (*searchOut, error) {
	if _, err := c.who(ctx, SeeCalls); err != nil {
		return nil, err
	}
	s := records.Search{
		Text: in.Text, From: in.From, To: in.To, Topic: callcenter.TopicName(in.Topic), Region: in.Region,
		Agent: callcenter.AgentID(in.Agent), Order: records.SearchOrder(in.Order), After: in.After, Limit: in.Limit,
	}
	page, err := c.records.Search(ctx, s)
	if err != nil {
		return nil, err
	}
	return &searchOut{page}, nil
}
