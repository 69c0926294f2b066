package agents

import (
	"context"

	"hotline/callcenter"
)

// Arranged is the reason of a break that a supervisor puts an agent into.
const Arranged = "arranged"

// Force does what a supervisor wishes of an agent who is on shift: whoever asks for it is
// noted before. Conflict: he is not on shift.
func (a *Agents) Force(ctx context.Context, agent callcenter.AgentID, intent callcenter.Intent) error {
	done := a.turns.take(agent)
	defer done()
	a.ask(ctx, agent)
	s, reason := a.shift(agent), ""
	if intent == callcenter.WantsBreak {
		reason = Arranged
	}
	switch rule(s, intent, reason) {
	case change:
		return a.change(ctx, s, intent, reason, callcenter.BySystem)
	case end:
		return a.end(ctx, s, howForced)
	case keep:
		return nil
	default: // start, refused: nobody is put to work who is not there
		return callcenter.Errorf(callcenter.Conflict, "工号 %s 不在班,不能代为操作", agent)
	}
}
