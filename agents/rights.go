package agents

import "slices"

// Reach is how much of the calls an action is somebody's for.
type Reach int

// The reaches. A manager limited to a county has Everybodys, within that county.
const (
	Nothing Reach = iota
	Own           // the calls he talked in
	Everybodys
)

// AllActions lists the actions.
func AllActions() []Action {
	return []Action{
		HaveSession, TakeCalls, SeeAgents, SeeCalls, CommandCalls, SeeQueue, CommandQueue, CommandAgents, AdministerStaff, Configure,
		EditConsultations, ReportAbuse, ForgetParties, RunMatters, HandMatters, PlayRecordings, OpenGreenChannel, OpenNumbers, ReadSecrets, DownloadRecordings, HoldRecordings, ReadAudit,
		ProposeBlocks, DecideBlocks, SendMessages, ReadKnowledge, EditKnowledge, PlanDuty,
		SeeOrders, CreateOrders, MoveOrders, SeeUnits, KeepUnits, OfferSlots, SeeOrderFigures, ImportFigures, SeeExchange, RunExchange,
		ExportRecords, ApproveExports, Disclose, ReadDisclosures, ReadRecounts, SeeRetention, SetRetention,
		SeeQuality, ScoreQuality, AppealScores, RuleAppeals, KeepScoreSheets,
	}
}

// rights is the one table of who may do what. Who is in no row of an action may not.
var rights = map[Action]map[Role]Reach{
	HaveSession:     {Duty: Everybodys, Affairs: Everybodys, Manager: Everybodys, Unit: Everybodys, Admin: Everybodys, Auditor: Everybodys},
	TakeCalls:       {Duty: Everybodys},
	SeeAgents:       {Affairs: Everybodys, Manager: Everybodys},
	SeeCalls:        {Duty: Own, Affairs: Everybodys, Manager: Everybodys},
	CommandCalls:    {Duty: Own, Manager: Everybodys},
	SeeQueue:        {Affairs: Everybodys, Manager: Everybodys},
	CommandQueue:    {Manager: Everybodys},
	CommandAgents:   {Manager: Everybodys},
	AdministerStaff: {Admin: Everybodys},
	Configure:       {Admin: Everybodys},

	EditConsultations:  {Duty: Own, Affairs: Everybodys, Manager: Everybodys},
	ReportAbuse:        {Duty: Own, Affairs: Everybodys, Manager: Everybodys},
	ForgetParties:      {Manager: Everybodys},
	RunMatters:         {Duty: Own, Affairs: Everybodys, Manager: Everybodys},
	HandMatters:        {Affairs: Everybodys, Manager: Everybodys},
	PlayRecordings:     {Duty: Own, Affairs: Everybodys, Manager: Everybodys},
	OpenGreenChannel:   {Duty: Own, Affairs: Everybodys, Manager: Everybodys},
	OpenNumbers:        {Duty: Own, Affairs: Everybodys, Manager: Everybodys},
	ReadSecrets:        {Duty: Own, Manager: Everybodys},
	DownloadRecordings: {Manager: Everybodys},
	HoldRecordings:     {Manager: Everybodys},
	ReadAudit:          {Auditor: Everybodys},
	ProposeBlocks:      {Duty: Own, Affairs: Everybodys, Manager: Everybodys},
	DecideBlocks:       {Affairs: Everybodys, Manager: Everybodys},
	SendMessages:       {Duty: Own, Affairs: Everybodys, Manager: Everybodys},
	ReadKnowledge:      {Duty: Everybodys, Affairs: Everybodys, Manager: Everybodys},
	EditKnowledge:      {Affairs: Everybodys, Manager: Everybodys},
	PlanDuty:           {Manager: Everybodys},

	// Own: what came of his calls, and for a unit's people what is assigned to it.
	SeeOrders:       {Duty: Own, Affairs: Everybodys, Manager: Everybodys, Unit: Own},
	CreateOrders:    {Duty: Own, Affairs: Everybodys, Manager: Everybodys},
	MoveOrders:      {Duty: Own, Affairs: Everybodys, Manager: Everybodys, Unit: Own},
	SeeUnits:        {Duty: Own, Affairs: Everybodys, Manager: Everybodys, Unit: Own, Admin: Everybodys},
	KeepUnits:       {Manager: Everybodys, Admin: Everybodys},
	OfferSlots:      {Affairs: Everybodys, Manager: Everybodys, Unit: Own},
	SeeOrderFigures: {Affairs: Everybodys, Manager: Everybodys},
	ImportFigures:   {Manager: Everybodys},
	SeeExchange:     {Affairs: Everybodys, Manager: Everybodys},
	RunExchange:     {Affairs: Everybodys, Manager: Everybodys},
	ExportRecords:   {Affairs: Everybodys, Manager: Everybodys},
	ApproveExports:  {Manager: Everybodys},
	Disclose:        {Affairs: Everybodys, Manager: Everybodys},
	ReadDisclosures: {Manager: Everybodys, Auditor: Everybodys},
	ReadRecounts:    {Affairs: Everybodys, Manager: Everybodys},
	SeeQuality:      {Duty: Own, Affairs: Everybodys, Manager: Everybodys},
	ScoreQuality:    {Affairs: Everybodys, Manager: Everybodys},
	AppealScores:    {Duty: Own},
	RuleAppeals:     {Manager: Everybodys},
	KeepScoreSheets: {Manager: Everybodys},
	SeeRetention:    {Manager: Everybodys, Admin: Everybodys, Auditor: Everybodys},
	SetRetention:    {Admin: Everybodys},
}

// ReachOf is the widest reach one of the roles gives.
func ReachOf(roles []Role, action Action) Reach {
	widest := Nothing
	for _, r := range roles {
		widest = max(widest, rights[action][r])
	}
	return widest
}

// May reports whether one of the roles allows the action for everybody's calls.
func May(roles []Role, action Action) bool { return ReachOf(roles, action) == Everybodys }

// seesMore reports that one of the roles opens more than one's own calls and what anybody
// may know: such an account needs a second factor.
func seesMore(roles []Role) bool {
	return slices.ContainsFunc(AllActions(), func(a Action) bool {
		return a != HaveSession && a != TakeCalls && a != ReadKnowledge && May(roles, a)
	})
}
