package desk

import (
	"time"

	"hotline/agents"
	"hotline/callcenter"
	"hotline/records"
	"hotline/records/orders"
)

// Kinds of items.
const (
	kindPresence = "presence"
	kindCall     = "call"
	kindQueues   = "queues"
	kindCounts   = "counts"
	kindWarnings = "warnings"
	kindAlarms   = "alarms"
)

// LiveCall is a live call as a desk shows it.
type LiveCall struct {
	ID          string             `json:"id" doc:"来电编号"`
	Stage       callcenter.Stage   `json:"stage" enum:"menu,waiting,talking,rating,leaving" doc:"环节"`
	State       string             `json:"state" enum:"menu,waiting,ringing,talking,held,lost,rating,leaving" doc:"坐席看到的状态;lost 为坐席掉线,来电者听音乐"`
	Agent       callcenter.AgentID `json:"agent,omitempty" doc:"话务员工号"`
	Seat        callcenter.SeatID  `json:"seat,omitempty" doc:"坐席"`
	Token       callcenter.Token   `json:"token,omitempty" doc:"预约配对的编号;浏览器电话振铃时在 X-Hotline-Token 里"`
	Topic       string             `json:"topic,omitempty" doc:"业务主题"`
	TopicTitle  string             `json:"topic_title,omitempty" doc:"主题名称"`
	Language    string             `json:"language,omitempty" doc:"语言"`
	Key         string             `json:"key,omitempty" doc:"菜单按键"`
	Number      string             `json:"number" doc:"来电号码,已遮盖"`
	Anonymous   bool               `json:"anonymous,omitempty" doc:"没有显示号码"`
	Called      string             `json:"called" doc:"被叫号码"`
	Arrived     time.Time          `json:"arrived" doc:"来电时间"`
	Entered     time.Time          `json:"entered,omitzero" doc:"进入排队的时间:等待由此算起"`
	Since       time.Time          `json:"since" doc:"本环节开始的时间"`
	Interpreter bool               `json:"interpreter,omitempty" doc:"需要请翻译加入"`
	Standing    []string           `json:"standing,omitempty" doc:"优先的缘由:repeat green_channel 12345 call_back"`
	Guests      []CallGuest        `json:"guests,omitempty" doc:"请进来的人"`
	Reference   string             `json:"reference,omitempty" doc:"12345 转来时它的编号"`
	Urgent      bool               `json:"urgent,omitempty" doc:"正在接通紧急号码"`
	Recording   string             `json:"recording,omitempty" enum:"on,paused" doc:"on 正在录音,paused 已暂停;没有录音为空"`
	Lost        callcenter.AgentID `json:"lost,omitempty" doc:"谁的桌面掉线:来电者先等他,电话再响时应自动接听"`
	Channel     callcenter.Channel `json:"channel,omitempty" enum:"12345" doc:"由谁转来;直接拨打的为空"`
	Loop        bool               `json:"loop,omitempty" doc:"此事曾由本中心转给对方,现在又转了回来"`
	Order       *CityOrder         `json:"order,omitempty" doc:"12345 的编号对应的工单;还没有收到的为空"`
	Failed      *FailedGuest       `json:"failed,omitempty" doc:"最近一次没有请到的人"`
	Party       *CallerParty       `json:"party,omitempty" doc:"来电人以往的情况;匿名的没有,正在查的暂时没有"`
}

// CallGuest is somebody whom the agent asked into the call.
type CallGuest struct {
	N       int                  `json:"n" doc:"第几个"`
	Way     callcenter.Way       `json:"way" enum:"consult,invite,transfer" doc:"咨询、邀请或转接"`
	Kind    callcenter.LegKind   `json:"kind" doc:"agent 话务员,其余为外线"`
	Agent   callcenter.AgentID   `json:"agent,omitempty" doc:"找到的或要找的话务员"`
	Name    string               `json:"name,omitempty" doc:"他的姓名"`
	Topic   callcenter.TopicName `json:"topic,omitempty" doc:"要找的主题"`
	Outside string               `json:"outside,omitempty" doc:"外线在名单里的名称"`
	By      callcenter.AgentID   `json:"by" doc:"谁请的"`
	Token   callcenter.Token     `json:"token,omitempty" doc:"他的预约配对"`
	Joined  bool                 `json:"joined,omitempty" doc:"已在通话中"`
}

// CityOrder is 12345's order behind a call that it hands over.
type CityOrder struct {
	ID     string       `json:"id" doc:"工单编号"`
	Title  string       `json:"title" doc:"标题;严格保密的为空,按权限到工单页查看"`
	Kind   orders.Kind  `json:"kind" doc:"种类"`
	State  orders.State `json:"state" doc:"状态"`
	Urgent bool         `json:"urgent,omitempty" doc:"紧急"`
	DueAt  time.Time    `json:"due_at,omitzero" doc:"最早到期的时限"`
	Unit   string       `json:"unit,omitempty" doc:"承办单位"`
}

// FailedGuest is somebody who was asked for and did not come.
type FailedGuest struct {
	Agent   callcenter.AgentID   `json:"agent,omitempty" doc:"话务员"`
	Topic   callcenter.TopicName `json:"topic,omitempty" doc:"主题"`
	Outside string               `json:"outside,omitempty" doc:"外线在名单里的名称"`
	Way     callcenter.Way       `json:"way" enum:"consult,invite,transfer" doc:"咨询、邀请或转接"`
	Reason  string               `json:"reason" doc:"原因,例如 busy no_answer rejected unreachable"`
}

// CallerParty is what is known of the caller before anybody answers.
type CallerParty struct {
	Known     bool               `json:"known" doc:"以前来过电话"`
	Why       string             `json:"why,omitempty" doc:"查不到的原因"`
	ID        string             `json:"id,omitempty" doc:"当事人编号"`
	Calls     int                `json:"calls,omitempty" doc:"以前来电的次数"`
	Recent    []records.PastCall `json:"recent,omitempty" doc:"最近几次来电,新的在前"`
	Matters   []OpenMatter       `json:"matters,omitempty" doc:"未了结的事项,新的在前"`
	Owner     callcenter.AgentID `json:"owner,omitempty" doc:"首问责任人工号"`
	OwnerName string             `json:"owner_name,omitempty" doc:"首问责任人"`
}

// OpenMatter is an open matter in one line.
type OpenMatter struct {
	ID         string             `json:"id" doc:"事项编号"`
	OpenedAt   time.Time          `json:"opened_at" doc:"立项时间"`
	OpenedCall string             `json:"opened_call" doc:"由哪通来电立项"`
	Owner      callcenter.AgentID `json:"owner" doc:"首问责任人工号"`
	OwnerName  string             `json:"owner_name" doc:"首问责任人"`
}

// Queues is what waits.
type Queues struct {
	Topics []QueueTopic                `json:"topics" doc:"各主题"`
	Agents map[callcenter.Presence]int `json:"agents" doc:"各状态的人数"`
	Away   bool                        `json:"away" doc:"排队服务正在恢复,数字是之前的"`
}

// QueueTopic is one topic.
type QueueTopic struct {
	Topic        callcenter.TopicName `json:"topic" doc:"业务主题"`
	Title        string               `json:"title" doc:"名称"`
	Waiting      int                  `json:"waiting" doc:"排队人数"`
	FirstEntered time.Time            `json:"first_entered,omitzero" doc:"排在第一位的人从何时等起"`
	Admission    callcenter.Admission `json:"admission" enum:"open,drain,closed" doc:"开放情况"`
}

// Counts are what waits to be done.
type Counts struct {
	Callbacks int  `json:"callbacks" doc:"待回拨"`
	Overdue   int  `json:"callbacks_overdue" doc:"其中已超时"`
	Away      bool `json:"away" doc:"数据库不可用,数字是之前的"`
}

// Warnings is what is wrong with the system now.
type Warnings struct {
	Warnings []Warning `json:"warnings" doc:"没有为空"`
}

// Alarms are what a person must look at, raised lately by one controller.
type Alarms struct {
	Alarms []Warning `json:"alarms" doc:"新的在后"`
}

// Warning is one thing.
type Warning struct {
	Name   string             `json:"name" doc:"名称"`
	Detail string             `json:"detail" doc:"说明,可直接显示"`
	Since  time.Time          `json:"since" doc:"从何时起"`
	Call   string             `json:"call,omitempty" doc:"有关的来电"`
	Agent  callcenter.AgentID `json:"agent,omitempty" doc:"有关的话务员"`
}

// Presence is an agent's presence. Its items are made of it, so that the document says so.
type Presence = agents.Standing
