package api

import (
	"context"

	"hotline/callcenter"
	"hotline/queue"
)

type command struct {
	queue *queue.Queue
	may   func(context.Context) error
}

type admissionIn struct {
	Topic string `path:"topic" maxLength:"64" doc:"业务主题"`
	Body  struct {
		Admission callcenter.Admission `json:"admission" enum:"open,drain,closed" doc:"open 开放,drain 只出不进,closed 关闭并请排队的人离开"`
	}
}

func (c command) admission(ctx context.Context, in *admissionIn) (*none, error) {
	if err := c.may(ctx); err != nil {
		return nil, err
	}
	return nil, c.queue.SetAdmission(ctx, callcenter.TopicName(in.Topic), in.Body.Admission)
}

type callIn struct {
	ID string `path:"id" maxLength:"36" doc:"来电编号"`
}

// on checks who asks and which call he means.
func (c command) on(ctx context.Context, id string) (callcenter.ID, error) {
	if err := c.may(ctx); err != nil {
		return callcenter.ID{}, err
	}
	return callcenter.ParseID(id)
}

func (c command) toHead(ctx context.Context, in *callIn) (*none, error) {
	call, err := c.on(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return nil, c.queue.ToHead(ctx, call)
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
	return nil, c.queue.Transfer(ctx, call, in.Body.Topic)
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
	return nil, c.queue.Pull(ctx, call, in.Body.Agent)
}

type tokenIn struct {
	Token string `path:"token" maxLength:"128" doc:"预约配对的编号"`
}

func (c command) putBack(ctx context.Context, in *tokenIn) (*none, error) {
	if err := c.may(ctx); err != nil {
		return nil, err
	}
	return nil, c.queue.PutBack(ctx, callcenter.Token(in.Token))
}
