package agents

import "strings"

// Role is what somebody is employed as.
type Role string

// The roles.
const (
	Duty    Role = "duty"    // 值班: answers calls
	Affairs Role = "affairs" // 业务办理: hands orders over, checks quality
	Manager Role = "manager" // 管理: manages, may be limited to a county
	Unit    Role = "unit"    // 承办单位: sees only the orders assigned to it
	Admin   Role = "admin"   // 系统管理员: accounts, never calls
	Auditor Role = "auditor" // 审计员: logs; never on one account with the administrator
)

// roleTitles lists all roles in the order people expect them.
var roleTitles = []struct {
	role  Role
	title string
}{
	{Duty, "值班"},
	{Affairs, "业务办理"},
	{Manager, "管理"},
	{Unit, "承办单位"},
	{Admin, "系统管理员"},
	{Auditor, "审计员"},
}

// AllRoles lists the roles.
func AllRoles() []Role {
	all := make([]Role, len(roleTitles))
	for i, r := range roleTitles {
		all[i] = r.role
	}
	return all
}

// Title is the role in Chinese.
func (r Role) Title() string {
	for _, t := range roleTitles {
		if t.role == r {
			return t.title
		}
	}
	return string(r)
}

// ParseRole reads a role by its name or its Chinese title.
func ParseRole(s string) (Role, bool) {
	for _, t := range roleTitles {
		if s == string(t.role) || s == t.title {
			return t.role, true
		}
	}
	return "", false
}

// Action is something a signed-in person may or may not do.
type Action string

// The actions.
const (
	HaveSession     Action = "session"          // be told who he is, change his password, sign out
	TakeCalls       Action = "take_calls"       // have a shift at a seat: his own presence
	SeeAgents       Action = "see_agents"       // everybody's presence
	SeeCalls        Action = "see_calls"        // everybody's live calls
	CommandCalls    Action = "command_calls"    // hold, hang up
	SeeQueue        Action = "see_queue"        // who waits, of every topic
	CommandQueue    Action = "command_queue"    // close a topic, move a waiting call
	AdministerStaff Action = "administer_staff" // accounts, seats, passwords
	CommandAgents   Action = "command_agents"   // set another's state
	Configure       Action = "configure"        // topics, menu, numbers, prompts

	// Of what is kept.
	EditConsultations Action = "edit_consultations" // 话务工单
	ForgetParties     Action = "forget_parties"
	ReportAbuse       Action = "report_abuse" // 强制报告
	RunMatters        Action = "run_matters"  // settle a matter
	HandMatters       Action = "hand_matters" // to another owner
	PlayRecordings    Action = "play_recordings"
	OpenGreenChannel  Action = "open_green_channel" // let a number be heard earlier, with its owner's consent
	OpenNumbers       Action = "open_numbers"       // see a whole number, with a reason
	ReadSecrets       Action = "read_secrets"       // what is strictly secret (严格保密)

	DownloadRecordings Action = "download_recordings"
	HoldRecordings     Action = "hold_recordings" // keep them from being deleted
	ReadAudit          Action = "read_audit"

	ProposeBlocks Action = "propose_blocks" // explain to who harasses, end his talk, propose to turn him away
	DecideBlocks  Action = "decide_blocks"
	SendMessages  Action = "send_messages" // what the centre knows, to the caller's phone
	ReadKnowledge Action = "read_knowledge"
	EditKnowledge Action = "edit_knowledge"
	PlanDuty      Action = "plan_duty" // who is put down for which half day
	// Of work orders. What each role may do to an order stands in orders.Rules.
	SeeOrders       Action = "see_orders"
	CreateOrders    Action = "create_orders"
	MoveOrders      Action = "move_orders"
	SeeUnits        Action = "see_units"         // 承办单位, the directory
	KeepUnits       Action = "keep_units"        // change it
	OfferSlots      Action = "offer_slots"       // times for appointments
	SeeOrderFigures Action = "see_order_figures" // what was closed, and what was imported
	ImportFigures   Action = "import_figures"    // of other systems
	SeeExchange     Action = "see_exchange"      // orders shared with 12345 and a provincial centre
	RunExchange     Action = "run_exchange"
	ExportRecords   Action = "export_records"   // take lists away, masked; ask for whole numbers
	ApproveExports  Action = "approve_exports"  // of whole numbers, another's
	Disclose        Action = "disclose"         // enter what was given to somebody outside
	ReadDisclosures Action = "read_disclosures" // 对外提供记录
	ReadRecounts    Action = "read_recounts"    // what counting again found
	SeeQuality      Action = "see_quality"      // how talks were scored, and his own
	ScoreQuality    Action = "score_quality"    // draw talks, score them
	AppealScores    Action = "appeal_scores"    // against a score of his own
	RuleAppeals     Action = "rule_appeals"
	KeepScoreSheets Action = "keep_score_sheets"
	SeeRetention    Action = "see_retention" // how long what is kept is kept, and what was deleted
	SetRetention    Action = "set_retention"
)

func titles(roles []Role) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = r.Title()
	}
	return strings.Join(names, "、")
}
