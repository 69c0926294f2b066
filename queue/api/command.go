package api

import (
	"context"

	"hotline/callcenter"
	"hotline/queue"
)

type command struct {
	queue  *queue.Queue
	rights Rights
}

// did notes what was done, unless it was not.
func (c command) did(ctx context.Context, err error, change callcenter.Change) (*none, error) {
	if err != nil {
		return nil, err
	}
	if err := c.rights.Note(ctx, change); err != nil {
		return nil, callcenter.Errorf(callcenter.Unavailable, "操作已经执行,但没有记入留痕,请告知管理员: %w", err)
	}
	return nil, nil
}

type admissionIn struct {
	Topic string `path:"topic" maxLength:"64" doc:"业务主题"`
	Body  struct {
		Admission callcenter.Admission `json:"admission" enum:"open,drain,closed" doc:"open 开放,drain 只出不进,closed 关闭并请排队的人离开"`
	}
}

func (c command) admission(ctx context.Context, in *admissionIn) (*none, error) {
	if err := c.rights.Command(ctx); err != nil {
		return nil, err
	}
	topic := callcenter.TopicName(in.Topic)
	before := c.queue.Admission(topic)
	err := c.queue.SetAdmission(ctx, topic, in.Body.Admission)
	return c.did(ctx, err, callcenter.Change{Action: "queue.admission", Object: in.Topic, Before: before, After: in.Body.Admission})
}

type callIn struct {
	ID string `path:"id" maxLength:"36" doc:"来电编号"`
}

// on checks who asks and which call he means.
func (c command) on(ctx context.Context, id string) (callcenter.ID, error) {
	if err := c.rights.Command(ctx); err != nil {
		return callcenter.ID{}, err
	}
	return callcenter.ParseID(id)
}

// Stood is where a call stood when somebody moved it.
type Stood struct {
	Ahead int `json:"ahead"`
}

// place is nil of who does not wait; the verb itself refuses him.
func (c command) place(ctx context.Context, call callcenter.ID) any {
	p, err := c.queue.Place(ctx, call)
	if err != nil || !p.Known {
		return nil
	}
	return Stood{p.Ahead}
}

func (c command) toHead(ctx context.Context, in *callIn) (*none, error) {
	call, err := c.on(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	before := c.place(ctx, call)
	return c.did(ctx, c.queue.ToHead(ctx, call), callcenter.Change{Action: "queue.to_head", Call: call, Before: before, After: Stood{}})
}

type transferIn struct {
	ID   string `path:"id" maxLength:"36" doc:"来电编号"`
	Body struct {
		Topic callcenter.TopicName `json:"topic" maxLength:"64" doc:"转到哪个主题"`
	}
}

func (c command) transfer(ctx context.Context, in *transferIn) (*none, error) {
	call, err := c.on(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	before := c.place(ctx, call)
	return c.did(ctx, c.queue.Transfer(ctx, call, in.Body.Topic), callcenter.Change{Action: "queue.transfer", Call: call, Before: before, After: in.Body.Topic})
}

type pullIn struct {
	ID   string `path:"id" maxLength:"36" doc:"来电编号"`
	Body struct {
		Agent callcenter.AgentID `json:"agent" maxLength:"32" doc:"交给谁,工号"`
	}
}

func (c command) pull(ctx context.Context, in *pullIn) (*none, error) {
	call, err := c.on(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	before := c.place(ctx, call)
	return c.did(ctx, c.queue.Pull(ctx, call, in.Body.Agent), callcenter.Change{Action: "queue.pull", Call: call, Before: before, After: in.Body.Agent})
}

type tokenIn struct {
	Token string `path:"token" maxLength:"128" doc:"预约配对的编号"`
}

func (c command) putBack(ctx context.Context, in *tokenIn) (*none, error) {
	if err := c.rights.Command(ctx); err != nil {
		return nil, err
	}
	token := callcenter.Token(in.Token)
	return c.did(ctx, c.queue.PutBack(ctx, token), callcenter.Change{Action: "queue.put_back", Call: token.Call(), Object: in.Token})
}
