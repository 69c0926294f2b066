package agents

import (
	"context"
	"time"

	"hotline/callcenter"
)

// Queue is the index of who is free, as agents need it. Every verb may be
// repeated without further effect. Unavailable: it cannot be asked or is
// rebuilding.
type Queue interface {
	// SignIn puts an agent in with all of his state. When he is in already his card,
	// reachability and intent are replaced and what he is doing goes on.
	SignIn(ctx context.Context, agent callcenter.AgentState) error
	// SetIntent changes what he wants; ready ends not-answering. NotFound: not signed in.
	SetIntent(ctx context.Context, agent callcenter.AgentID, intent callcenter.Intent, reason string) error
	// SetReachable says whether his phone can be rung.
	SetReachable(ctx context.Context, agent callcenter.AgentID, reachable bool) error
	// SetWrapUp moves the deadline; one that has passed ends the wrap-up.
	SetWrapUp(ctx context.Context, agent callcenter.AgentID, until time.Time) error
	// SignOut takes him out; a talk he is in goes on, and he is in, signed_out, until it ends.
	SignOut(ctx context.Context, agent callcenter.AgentID) error
	// Agent is one agent's state. NotFound: not signed in.
	Agent(ctx context.Context, agent callcenter.AgentID) (callcenter.AgentState, error)
	// Agents is everybody who is signed in.
	Agents(ctx context.Context) ([]callcenter.AgentState, error)
}

// Journal takes facts; order within one shift is kept.
type Journal interface {
	// Tell takes a fact without waiting.
	Tell(fact callcenter.Fact)
	// Commit returns when the fact is durable.
	Commit(ctx context.Context, fact callcenter.Fact) error
}
