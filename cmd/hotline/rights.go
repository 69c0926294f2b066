package main

import (
	"context"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"hotline/agents"
	agentsapi "hotline/agents/api"
	"hotline/records"
	recordsapi "hotline/records/api"
	"hotline/records/orders"
	ordersapi "hotline/records/orders/api"
)

// operationRights names the action each operation needs, by its id; those of staff and
// sessions name theirs themselves. Which roles have it stands in agents' table.
func operationRights() map[string]agents.Action {
	return map[string]agents.Action{
		"list-calls": agents.SeeCalls, "get-call": agents.SeeCalls, "get-call-facts": agents.SeeCalls,
		"list-callbacks": agents.SeeCalls, "list-dictionaries": agents.HaveSession, "search-consultations": agents.SeeCalls,
		"list-figures": agents.SeeCalls, "get-figures": agents.SeeCalls, "list-recounts": agents.ReadRecounts, "get-staffing": agents.SeeAgents,
		"list-report-views": agents.SeeCalls, "save-report-view": agents.SeeCalls, "drop-report-view": agents.SeeCalls, "list-figure-calls": agents.SeeCalls,
		"draft-consultation": agents.EditConsultations, "save-consultation": agents.EditConsultations,
		"get-consultation": agents.SeeCalls, "list-consultation-edits": agents.SeeCalls,
		"report-abuse": agents.ReportAbuse, "forget-party": agents.ForgetParties, "own-matter": agents.HandMatters, "close-matter": agents.RunMatters,
		"list-recordings": agents.PlayRecordings, "play-recording": agents.PlayRecordings,
		"get-waveform": agents.PlayRecordings, "hold-recordings": agents.HoldRecordings,
		"dial-callback": agents.TakeCalls, "set-green-channel": agents.OpenGreenChannel,
		"get-nuisance": agents.SeeCalls, "explain-nuisance": agents.ProposeBlocks, "propose-block": agents.ProposeBlocks,
		"list-blocks": agents.DecideBlocks, "decide-block": agents.DecideBlocks, "dismiss-call": agents.CommandCalls,
		"list-knowledge": agents.ReadKnowledge, "get-knowledge": agents.ReadKnowledge, "save-knowledge": agents.EditKnowledge, "send-knowledge": agents.SendMessages,
		"take-callback": agents.RunMatters, "settle-callback": agents.RunMatters,
		"open-number": agents.OpenNumbers, "list-audit": agents.ReadAudit,
		"export-audit": agents.ReadAudit, "export-calls": agents.ExportRecords, "export-report": agents.ExportRecords, "export-consultations": agents.ExportRecords,
		"list-number-exports": agents.ExportRecords, "ask-number-export": agents.ExportRecords, "take-number-export": agents.ExportRecords,
		"decide-number-export": agents.ApproveExports, "enter-disclosure": agents.Disclose, "list-disclosures": agents.ReadDisclosures,
		"list-retention": agents.SeeRetention, "list-deletions": agents.SeeRetention, "set-retention": agents.SetRetention,
		"get-queue": agents.SeeQueue, "list-waiting": agents.SeeQueue, "set-admission": agents.CommandQueue,
		"move-to-head": agents.CommandQueue, "transfer-waiting": agents.CommandQueue,
		"pull-waiting": agents.CommandQueue, "put-back": agents.CommandQueue,
		"hold-call": agents.CommandCalls, "resume-call": agents.CommandCalls, "hang-up-call": agents.CommandCalls,
		"consult-call": agents.CommandCalls, "invite-call": agents.CommandCalls, "transfer-call": agents.CommandCalls, "drop-call": agents.CommandCalls,
		"leave-call": agents.CommandCalls, "listen-call": agents.CommandCalls, "press-call": agents.CommandCalls,
		"pause-recording-call": agents.CommandCalls, "resume-recording-call": agents.CommandCalls,
		"mute-call": agents.CommandCalls, "unmute-call": agents.CommandCalls, "list-outside": agents.HaveSession,
		"list-walls": agents.Configure, "make-wall": agents.Configure, "revoke-wall": agents.Configure,
		"reload-configuration": agents.Configure, "get-settings": agents.Configure, "put-settings": agents.Configure,
		"list-settings-versions": agents.Configure, "get-settings-version": agents.Configure,
		"list-prompts": agents.Configure, "hear-prompt": agents.Configure, "add-prompt": agents.Configure, "use-prompt": agents.Configure,
		"dictate-prompt": agents.Configure, "list-dictionary-versions": agents.Configure, "get-dictionary-version": agents.Configure,
		"renew-dictionaries": agents.Configure,
		"stream":             agents.HaveSession, "claim-phone": agents.TakeCalls,
		"list-orders": agents.SeeOrders, "get-order-board": agents.SeeOrders, "get-order-words": agents.SeeOrders, "get-order": agents.SeeOrders,
		"create-order": agents.CreateOrders, "move-order": agents.MoveOrders, "hand-over-orders": agents.MoveOrders,
		"attach-to-order": agents.MoveOrders, "get-attachment": agents.SeeOrders, "open-order-number": agents.SeeOrders,
		"get-order-figures": agents.SeeOrderFigures, "import-figures": agents.ImportFigures,
		"list-units": agents.SeeUnits, "put-unit": agents.KeepUnits, "list-slots": agents.SeeOrders, "offer-slot": agents.OfferSlots,
		"list-peers": agents.SeeExchange, "list-exchange": agents.SeeExchange, "list-exchange-words": agents.SeeExchange,
		"send-again": agents.RunExchange, "reconcile": agents.RunExchange, "put-exchange-word": agents.RunExchange, "rule-objection": agents.RunExchange,
		"get-quality": agents.SeeQuality, "get-quality-talk": agents.SeeQuality, "list-score-sheets": agents.SeeQuality,
		"draw-quality": agents.ScoreQuality, "list-quality-draws": agents.ScoreQuality, "score-talk": agents.ScoreQuality,
		"appeal-score": agents.AppealScores, "rule-appeal": agents.RuleAppeals, "save-score-sheet": agents.KeepScoreSheets,
		"get-day": agents.TakeCalls, "list-topics": agents.HaveSession, "force-presence": agents.CommandAgents,
	}
}

// actionOf is the action an operation needs; named is false for what is open to
// everybody, and for what was forgotten here, which a test tells apart.
func actionOf(op *huma.Operation) (action agents.Action, named bool) {
	if action, named = op.Metadata["action"].(agents.Action); !named {
		action, named = operationRights()[op.OperationID]
	}
	return action, named
}

// guarded lets an operation begin only for who may do its action, and has Postgres see
// nothing in the request until its reader is known.
func guarded(api huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		asking, _ := records.Asking(ctx.Context())
		ctx = huma.WithContext(ctx, asking)
		if action, named := actionOf(ctx.Operation()); named {
			agentsapi.Guard(api, action)(ctx, next)
			return
		}
		next(ctx)
	}
}

// may refuses who may not do an action.
func may(action agents.Action) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := agents.Authorize(ctx, action)
		return err
	}
}

// reader says how much of the calls an action is for the person behind a request: all,
// or those he talked in. Postgres is told the same.
func reader(ctx context.Context, action recordsapi.Action) (recordsapi.Reader, error) {
	s, reach, err := agents.AuthorizeReach(ctx, agents.Action(action))
	if err != nil {
		return recordsapi.Reader{}, err
	}
	if asker := records.AskerOf(ctx); asker != nil {
		asker.Staff, asker.County = s.Staff.ID, s.Staff.County
		asker.Auditor = audits(s.Staff.Roles, agents.Action(action))
		if agents.Action(action) != agents.HaveSession { // which opens no calls
			asker.Reach = wider(asker.Reach, reach)
		}
		asker.Secrets = wider(records.Nothing, agents.ReachOf(s.Staff.Roles, agents.ReadSecrets))
	}
	return recordsapi.Reader{Staff: s.Staff.ID, All: reach == agents.Everybodys}, nil
}

// orderly says as what somebody moves orders, and how much of them is his: who answers no
// calls himself sees what is assigned to his unit and nothing of calls.
func orderly(ctx context.Context, action ordersapi.Action) (ordersapi.Person, error) {
	r, err := reader(ctx, recordsapi.Action(action))
	if err != nil {
		return ordersapi.Person{}, err
	}
	s, _ := agents.Who(ctx)
	person := ordersapi.Person{Staff: s.Staff.ID, All: r.All}
	for _, role := range []agents.Role{agents.Manager, agents.Affairs, agents.Duty, agents.Unit} {
		if slices.Contains(s.Staff.Roles, role) {
			person.Roles = append(person.Roles, orders.Role(role))
		}
	}
	if asker := records.AskerOf(ctx); asker != nil && asker.Reach == records.Own && !slices.Contains(s.Staff.Roles, agents.Duty) {
		asker.Reach = records.OfUnit
	}
	return person, nil
}

// audits reports that the action is an auditor's, who sees logs and nothing of calls.
func audits(roles []agents.Role, action agents.Action) bool {
	return action == agents.ReadAudit || action == agents.ReadDisclosures && agents.ReachOf(roles, agents.SeeCalls) == agents.Nothing
}

// wider: an operation that needs two actions sees what the wider of them may.
func wider(so records.Reach, reach agents.Reach) records.Reach {
	switch {
	case so == records.All || reach == agents.Everybodys:
		return records.All
	case so == records.Own || reach == agents.Own:
		return records.Own
	}
	return records.Nothing
}

// asker is who makes a request that needs an action, known to Postgres too.
func asker(ctx context.Context, action agents.Action) (agents.Session, error) {
	if _, err := reader(ctx, recordsapi.Action(action)); err != nil {
		return agents.Session{}, err
	}
	s, _ := agents.Who(ctx)
	return s, nil
}
