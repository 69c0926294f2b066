package api

import (
	"context"

	"hotline/callcenter"
	"hotline/records"
	"hotline/records/fold"
)

type ownIn struct {
	ID   string `path:"id" maxLength:"36" doc:"事项编号"`
	Body struct {
		ID     string `json:"id" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9_-]+$" doc:"由填写端生成的编号:重复提交用同一个"`
		Owner  string `json:"owner" minLength:"1" maxLength:"32" doc:"新的责任人工号"`
		Reason string `json:"reason" minLength:"1" maxLength:"32" doc:"原因:字典 owner 的代码"`
	}
}

type matterOut struct{ Body fold.Matter }

// own: whoever is asked first stays responsible, so only those who run matters may
// hand one to another.
func (c consultations) own(ctx context.Context, in *ownIn) (*matterOut, error) {
	reader, err := c.who(ctx, HandMatters)
	if err != nil {
		return nil, err
	}
	if !reader.All {
		return nil, callcenter.Errorf(callcenter.Denied, "变更首问责任人须由业务办理或管理人员操作")
	}
	id, err := callcenter.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	m, err := c.desk.Own(ctx, id, callcenter.AgentID(in.Body.Owner), in.Body.Reason, records.Entry{ID: in.Body.ID, Author: reader.Staff})
	if err != nil {
		return nil, err
	}
	return &matterOut{m}, nil
}

type closeIn struct {
	ID string `path:"id" maxLength:"36" doc:"事项编号"`
}

// close: its owner, and those who run matters.
func (c consultations) close(ctx context.Context, in *closeIn) (*matterOut, error) {
	reader, err := c.who(ctx, RunMatters)
	if err != nil {
		return nil, err
	}
	id, err := callcenter.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	if !reader.All {
		m, err := c.records.Matter(ctx, id)
		if err != nil {
			return nil, err
		}
		if m.Owner != reader.Staff {
			return nil, callcenter.Errorf(callcenter.NotFound, "没有编号为 %s 的事项", id)
		}
	}
	m, err := c.desk.Close(ctx, id, reader.Staff)
	if err != nil {
		return nil, err
	}
	return &matterOut{m}, nil
}
