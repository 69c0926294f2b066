package desk

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hotline/agents"
	"hotline/callcenter"
	"hotline/records"
)

// Requests is what the requests of a working day need.
type Requests struct {
	Bearer    string
	Authorize func(ctx context.Context, action agents.Action) (agents.Session, error)
	Day       func(ctx context.Context, agent callcenter.AgentID, from, to time.Time) (records.Day, error)
	Topics    func() ([]callcenter.Topic, callcenter.Menu)
	Force     func(ctx context.Context, agent callcenter.AgentID, intent callcenter.Intent) error
	Standing  func(ctx context.Context, agent callcenter.AgentID) agents.Standing
	Note      func(ctx context.Context, change callcenter.Change) error
	Now       func() time.Time
}

// Register adds the requests.
func Register(api huma.API, r Requests) {
	huma.Register(api, r.operation(http.MethodGet, "/api/day", "get-day", "我的一天:通话、评价、漏接、各状态时长"), r.day)
	huma.Register(api, r.operation(http.MethodGet, "/api/topics", "list-topics", "业务主题和菜单"), r.topics)
	huma.Register(api, r.operation(http.MethodPut, "/api/agents/{id}/presence", "force-presence", "代当班人员就绪、小休或签出:须有原因,留痕",
		http.StatusConflict, http.StatusServiceUnavailable), r.force)
}

func (r Requests) operation(method, path, id, summary string, more ...int) huma.Operation {
	return huma.Operation{
		Method: method, Path: path, OperationID: id, Summary: summary,
		Security: []map[string][]string{{r.Bearer: {}}},
		Errors: append([]int{
			http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity, http.StatusInternalServerError,
		}, more...),
	}
}

type dayIn struct {
	Date string `query:"date" format:"date" doc:"哪一天;不填为今天"`
}

type dayOut struct{ Body records.Day }

func (r Requests) day(ctx context.Context, in *dayIn) (*dayOut, error) {
	s, err := r.Authorize(ctx, agents.TakeCalls)
	if err != nil {
		return nil, err
	}
	from, to, err := records.DaySpan(in.Date, r.Now())
	if err != nil {
		return nil, err
	}
	day, err := r.Day(ctx, s.Staff.ID, from, to)
	return &dayOut{day}, err
}

// TopicName is a topic as lists and choices show it.
type TopicName struct {
	Topic    callcenter.TopicName `json:"topic" doc:"业务主题"`
	Title    string               `json:"title" doc:"名称"`
	Language callcenter.Language  `json:"language" doc:"语言"`
	Key      string               `json:"key,omitempty" doc:"菜单按键"`
}

type topicsOut struct {
	Body struct {
		Topics []TopicName `json:"topics" doc:"按配置的先后"`
	}
}

func (r Requests) topics(ctx context.Context, _ *struct{}) (*topicsOut, error) {
	if _, err := r.Authorize(ctx, agents.HaveSession); err != nil {
		return nil, err
	}
	topics, menu := r.Topics()
	keys := map[callcenter.TopicName]string{}
	for _, c := range menu.Choices {
		keys[c.Topic] = c.Key
	}
	out := &topicsOut{}
	out.Body.Topics = []TopicName{}
	for _, t := range topics {
		out.Body.Topics = append(out.Body.Topics, TopicName{t.Name, t.Title, t.Language, keys[t.Name]})
	}
	return out, nil
}

type forceIn struct {
	ID   callcenter.AgentID `path:"id" maxLength:"32" doc:"工号"`
	Body struct {
		Intent callcenter.Intent `json:"intent" enum:"ready,break,signed_out" doc:"就绪、小休(主管安排)或签出"`
		Reason string            `json:"reason" minLength:"2" maxLength:"200" doc:"原因,记入审计"`
	}
}

type standingOut struct{ Body agents.Standing }

// force is noted first: what cannot be noted is not done.
func (r Requests) force(ctx context.Context, in *forceIn) (*standingOut, error) {
	if _, err := r.Authorize(ctx, agents.CommandAgents); err != nil {
		return nil, err
	}
	was := r.Standing(ctx, in.ID)
	change := callcenter.Change{
		Action: "force_presence", Object: string(in.ID), After: in.Body,
		Before: map[string]string{"intent": string(was.Intent), "reason": was.Reason},
	}
	if err := r.Note(ctx, change); err != nil {
		return nil, err
	}
	if err := r.Force(ctx, in.ID, in.Body.Intent); err != nil {
		return nil, err
	}
	return &standingOut{r.Standing(ctx, in.ID)}, nil
}
