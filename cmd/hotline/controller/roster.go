package controller

import (
	"context"

	"hotline/callcenter"
	"hotline/queue"
)

// roster is the queue as agents ask it: signing in with all of a shift's state.
type roster struct{ *queue.Queue }

// SignIn satisfies agents.Queue.
func (r roster) SignIn(ctx context.Context, a callcenter.AgentState) error {
	if err := r.Queue.SignIn(ctx, a.Agent, a.Intent, a.Reachable); err != nil {
		return err
	}
	if a.BreakReason != "" {
		return r.SetIntent(ctx, a.ID, a.Intent, a.BreakReason)
	}
	return nil
}
