package controller

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"hotline/callcenter"
	"hotline/callcenter/flow"
	"hotline/queue"
)

const (
	commandTimeout = 5 * time.Second // of a verb on a call, wherever it is carried out
	hintTimeout    = time.Second     // of asking Redis who has a call
)

// Owner is the one port for verbs on a call: whoever has the call carries it out.
type Owner struct {
	crew   *crew
	secret peerSecret
	client *http.Client
}

// Command carries a verb out on the call, here or at the controller that has it.
func (o *Owner) Command(ctx context.Context, call callcenter.ID, command flow.Command) error {
	ctx, cancel := context.WithTimeoutCause(ctx, commandTimeout, errors.New("the call's owner did not answer"))
	defer cancel()
	err := o.here(ctx, call, command)
	if !callcenter.Is(err, callcenter.NotFound) {
		return err
	}
	for _, peer := range o.peers(ctx, call) {
		err = o.forward(ctx, peer, call, command)
		if !callcenter.Is(err, callcenter.NotFound) {
			return err
		}
	}
	return err
}

// here carries it out on our own floors; NotFound if none has the call.
func (o *Owner) here(ctx context.Context, call callcenter.ID, command flow.Command) error {
	err := error(callcenter.Errorf(callcenter.NotFound, "没有找到该来电,可能已经结束"))
	for _, floor := range o.crew.floors() {
		if err = floor.Command(ctx, call, command); !callcenter.Is(err, callcenter.NotFound) {
			return err
		}
	}
	return err
}

// peers are the other controllers, the likeliest owner first.
func (o *Owner) peers(ctx context.Context, call callcenter.ID) []queue.Owner {
	ctx, cancel := context.WithTimeoutCause(ctx, hintTimeout, errors.New("redis did not say who has the call"))
	defer cancel()
	hint, _ := o.crew.own.OwnerOf(ctx, call) // a hint: without it everybody is asked
	var peers []queue.Owner
	for _, owner := range o.crew.own.Owners() {
		switch {
		case owner.Name == o.crew.parts.cfg.App() || !owner.Live:
		case owner.Name == hint:
			peers = append([]queue.Owner{owner}, peers...)
		default:
			peers = append(peers, owner)
		}
	}
	return peers
}

// CommandPath is where peers forward verbs to.
const CommandPath = "/internal/calls/{call}/command"

func (o *Owner) forward(ctx context.Context, peer queue.Owner, call callcenter.ID, command flow.Command) error {
	body, err := json.Marshal(command)
	if err != nil {
		return fmt.Errorf("forward command for call %s: %w", call, err)
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, peer.URL+"/internal/calls/"+call.String()+"/command", bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("forward command for call %s: %w", call, err)
	}
	o.secret.sign(r, body, time.Now())
	resp, err := o.client.Do(r)
	if err != nil {
		return callcenter.Errorf(callcenter.Unavailable, "掌管该来电的控制器没有应答,请稍后再试: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode == http.StatusNoContent {
		return nil
	}
	return refusalOf(resp)
}

// refusalOf reads a peer's problem details back into the refusal they were.
func refusalOf(resp *http.Response) error {
	var problem struct {
		Detail string `json:"detail"`
	}
	_ = json.NewDecoder(io.LimitReader(resp.Body, peerBodyLimit)).Decode(&problem)
	for _, kind := range []callcenter.ErrorKind{
		callcenter.Invalid, callcenter.Foreign, callcenter.Denied, callcenter.NotFound, callcenter.Conflict, callcenter.Unavailable,
	} {
		if refusal := callcenter.Errorf(kind, "%s", problem.Detail); refusal.GetStatus() == resp.StatusCode {
			return refusal
		}
	}
	return fmt.Errorf("peer answered %s: %s", resp.Status, problem.Detail)
}

// ServeHTTP carries out what a peer forwards. It asks nobody else, so nothing goes round in circles.
func (o *Owner) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := o.serve(r); err != nil {
		refusal, ok := errors.AsType[*callcenter.Error](err)
		if !ok {
			refusal = callcenter.Errorf(callcenter.Internal, "%w", err)
		}
		w.Header().Set("Content-Type", refusal.ContentType(""))
		w.WriteHeader(refusal.GetStatus())
		_ = json.NewEncoder(w).Encode(refusal)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (o *Owner) serve(r *http.Request) error {
	body, err := o.secret.verify(r, time.Now())
	if err != nil {
		return err
	}
	call, err := callcenter.ParseID(r.PathValue("call"))
	if err != nil {
		return err
	}
	var command flow.Command
	if err := json.Unmarshal(body, &command); err != nil {
		return callcenter.Errorf(callcenter.Invalid, "请求内容不是有效的 JSON")
	}
	return o.here(r.Context(), call, command)
}
