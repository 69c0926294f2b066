package callcenter

// Prompt is the name of something said to a caller. Its text in each language
// stands in deploy/asterisk/prompts.tsv, its sound under the sounds folder of
// that language. Digits are the prompts digit-0 to digit-9.
type Prompt string

// The prompts.
const (
	Welcome         Prompt = "welcome"
	RecordingNotice Prompt = "recording-notice"
	MenuPrompt      Prompt = "menu"    // "普通话咨询请按1 …"; the Yi line follows it in Yi
	MenuYi          Prompt = "menu-yi" // in Yi: "press 2 for Yi"
	WrongKey        Prompt = "wrong-key"
	PleaseWait      Prompt = "please-wait"     // "正在为您转接,请稍候"
	PositionBefore  Prompt = "position-before" // "您前面还有"
	PositionAfter   Prompt = "position-after"  // "位来电者"
	PositionNext    Prompt = "position-next"   // "下一位就是您"
	Ten             Prompt = "ten"
	ExpectBefore    Prompt = "expect-before"   // "预计还需等候约"
	ExpectAfter     Prompt = "expect-after"    // "分钟"
	BackOffer       Prompt = "back-offer"      // "不愿等候,请按1,轮到您时我们会回拨"
	BackNumber      Prompt = "back-number"     // "我们将回拨这个号码:"
	BackConfirm     Prompt = "back-confirm"    // "确认请再按1,继续等候请按其他键"
	BackImpossible  Prompt = "back-impossible" // he shows no number
	BackPromised    Prompt = "back-promised"   // "您的排队位置已保留,请挂机等候回电"
	BackHello       Prompt = "back-hello"      // to who is called back, as he picks up
	BackCalling     Prompt = "back-calling"    // to the agent: he is being dialled
	BackUnreached   Prompt = "back-unreached"  // to the agent: he did not pick up
	Ringback        Prompt = "ringback"        // to the agent meanwhile: five seconds of the ringing tone
	AskRating       Prompt = "ask-rating"
	ThanksRating    Prompt = "thanks-rating"
	Goodbye         Prompt = "goodbye"
	Blocked         Prompt = "blocked" // to who is on the block list
	WaitedTooLong   Prompt = "waited-too-long"
	NobodyHere      Prompt = "nobody-here"
	Apology         Prompt = "apology" // nobody answers for us: leave a message
	LeaveMessage    Prompt = "leave-message"
	OutsideHours    Prompt = "outside-hours" // what he chose is closed now; somebody else will answer
	SeatReady       Prompt = "seat-ready"    // to a seat that dialled *1
	SeatBreak       Prompt = "seat-break"
	SeatOut         Prompt = "seat-out"
	SeatRefused     Prompt = "seat-refused"
)

// DigitPrompt says one digit.
func DigitPrompt(d byte) Prompt { return Prompt("digit-" + string(d)) }

// Alarm is something a person must look at. Name is the metric label and the
// runbook's title; Detail is for the log.
type Alarm struct {
	Name   AlarmName
	Call   ID
	Agent  AgentID
	Detail string
}

// AlarmName is one of the closed set of alarms.
type AlarmName string

// The alarms.
const (
	AlarmPromptMissing  AlarmName = "prompt_missing"   // fell back to Mandarin
	AlarmLastAgent      AlarmName = "last_agent"       // the last ready agent of a skill keeps missing rings and was left on
	AlarmJournalBacklog AlarmName = "journal_backlog"  // Postgres has been away long
	AlarmJournalDisk    AlarmName = "journal_disk"     // the local log cannot be written
	AlarmAbuse          AlarmName = "abuse_reported"   // a mandatory report: somebody must act at once
	AlarmJournalAside   AlarmName = "journal_aside"    // a fact could not be kept and was set aside
	AlarmRebuilding     AlarmName = "queue_rebuilding" // Redis lost the queue
	AlarmClockStep      AlarmName = "clock_step"
	AlarmReplaced       AlarmName = "replaced" // another controller took our calls
	AlarmAsteriskAway   AlarmName = "asterisk_away"
	AlarmResync         AlarmName = "resync" // a mailbox was full
	AlarmRecording      AlarmName = "recording_failed"
	AlarmRecount        AlarmName = "recount"       // a night's recount found what nothing explains
	AlarmOrderOverdue   AlarmName = "order_overdue" // a work order was not done in time
)
