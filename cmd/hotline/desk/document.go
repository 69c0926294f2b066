package desk

import (
	"errors"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"hotline/callcenter"
	"hotline/cmd/hotline/webphone"
)

// Frames is what a stream carries: the name of an event is one of these, and its data
// are {"id", "value"} with such a value, or {"id", "gone": true}; of hello, ready, beat
// and ended it is the value itself.
type Frames struct {
	Hello    Hello    `json:"hello" doc:"开头;之后收到全部或上次之后的变化"`
	Ready    struct{} `json:"ready" doc:"开头的一批已经发完"`
	Beat     Beat     `json:"beat" doc:"心跳"`
	Ended    Ended    `json:"ended" doc:"登录已经结束"`
	Presence Presence `json:"presence" doc:"话务员的状态:自己的;看全场的人收到所有人的"`
	Call     LiveCall `json:"call" doc:"与我有关的来电;看全场的人收到所有来电"`
	Queues   Queues   `json:"queues" doc:"排队"`
	Counts   Counts   `json:"counts" doc:"待办数目"`
	Warnings Warnings `json:"warnings" doc:"系统当前的问题"`
	Alarms   Alarms   `json:"alarms" doc:"最近的告警,只给看全场的人"`

	Phone webphone.Owner `json:"phone" doc:"浏览器电话在哪个标签页"`
}

// Describe adds the stream to the document: it is no operation that huma could serve.
func Describe(api huma.API, bearer string) {
	doc := api.OpenAPI()
	schema := func(v any, name string) *huma.Schema {
		return doc.Components.Schemas.Schema(reflect.TypeOf(v), true, name)
	}
	problem := func(text string) *huma.Response {
		return &huma.Response{Description: text, Content: map[string]*huma.MediaType{
			"application/problem+json": {Schema: schema(huma.NewError(http.StatusUnauthorized, ""), "")},
		}}
	}
	doc.AddOperation(&huma.Operation{
		Method: http.MethodGet, Path: StreamPath, OperationID: "stream", Summary: "实时数据流(Server-Sent Events)",
		Description: "事件名是 Frames 的一个字段;data 为 {\"id\",\"value\"} 或 {\"id\",\"gone\":true}(hello、ready、beat、ended 直接是内容)。" +
			"带上 Last-Event-ID(或 since)重新连接,只收到之后的变化;认不得的一律从头发。可连任意一个控制器。",
		Security:   []map[string][]string{{bearer: {}}},
		Parameters: []*huma.Param{{Name: "since", In: "query", Description: "上次最后一个事件的 id", Schema: &huma.Schema{Type: huma.TypeString}}},
		Responses: map[string]*huma.Response{
			"200": {Description: "数据流", Content: map[string]*huma.MediaType{"text/event-stream": {Schema: schema(Frames{}, "Frames")}}},
			"401": problem("请先登录"), "500": problem("系统内部错误"),
		},
	})
}

// refusal is the text of an error that a screen may show.
func refusal(err error) string {
	if e, ours := errors.AsType[*callcenter.Error](err); ours {
		return e.Detail
	}
	return "请重新登录"
}
