package api

import (
	"context"

	"hotline/callcenter"
	"hotline/records"
)

// Action is what a request wants to do. Which roles may stands elsewhere, in one table.
type Action string

// The actions of these operations.
const (
	HaveSession       Action = "session" // what everybody who works here may read: words
	SeeCalls          Action = "see_calls"
	SeeAgents         Action = "see_agents"
	EditConsultations Action = "edit_consultations"
	ForgetParties     Action = "forget_parties"
	ReportAbuse       Action = "report_abuse"
	RunMatters        Action = "run_matters"
	HandMatters       Action = "hand_matters"

	PlayRecordings     Action = "play_recordings"
	DownloadRecordings Action = "download_recordings"
	HoldRecordings     Action = "hold_recordings"
	OpenNumbers        Action = "open_numbers"
	ReadSecrets        Action = "read_secrets"
	OpenGreenChannel   Action = "open_green_channel"
	ReadAudit          Action = "read_audit"

	ProposeBlocks Action = "propose_blocks"
	DecideBlocks  Action = "decide_blocks"
	SendMessages  Action = "send_messages"
	EditKnowledge Action = "edit_knowledge"
	ReadKnowledge Action = "read_knowledge"

	ExportRecords   Action = "export_records"
	ApproveExports  Action = "approve_exports"
	Disclose        Action = "disclose"
	ReadDisclosures Action = "read_disclosures"
	ReadRecounts    Action = "read_recounts"
	SeeRetention    Action = "see_retention"
	SetRetention    Action = "set_retention"
)

// Reader is who makes a request and how much of the calls the action is his for.
type Reader struct {
	Staff callcenter.AgentID
	All   bool // false: only the calls he talked in
}

// Who tells the person behind a request, or refuses: Unauthorized, Denied. Who takes
// calls may do every action for the calls he talked in.
type Who func(ctx context.Context, action Action) (Reader, error)

// mayTouch refuses what is not the reader's: another's call is not found, so that he
// does not learn that it exists. Talked says whether he talked in it; Postgres is told,
// because a talk is known here a moment before its facts are there.
func mayTouch(ctx context.Context, reader Reader, call callcenter.ID, talked func() (bool, error)) error {
	if reader.All {
		return nil
	}
	yes, err := talked()
	if err == nil && !yes {
		err = callcenter.Errorf(callcenter.NotFound, "没有编号为 %s 的来电", call)
	}
	if asker := records.AskerOf(ctx); err == nil && asker != nil {
		asker.Vouched = call
	}
	return err
}

// touched is the call a request names, which must be the reader's to do this to: those he
// talked in, unless his role is for everybody's.
func touched(ctx context.Context, who Who, action Action, text string, talked func(context.Context, callcenter.ID, callcenter.AgentID) (bool, error)) (Reader, callcenter.ID, error) {
	reader, err := who(ctx, action)
	if err != nil {
		return reader, callcenter.ID{}, err
	}
	call, err := callcenter.ParseID(text)
	if err != nil {
		return reader, call, err
	}
	return reader, call, mayTouch(ctx, reader, call, func() (bool, error) { return talked(ctx, call, reader.Staff) })
}
