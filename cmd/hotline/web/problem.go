package web

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hotline/callcenter"
)

// Problem is an error as clients see it: problem details (RFC 9457), in Chinese.
type Problem struct {
	Type     string  `json:"type" doc:"错误类别,总是 about:blank"`
	Title    string  `json:"title" doc:"类别名称"`
	Status   int     `json:"status" doc:"HTTP 状态码"`
	Detail   string  `json:"detail" doc:"出了什么错,怎么办"`
	Instance string  `json:"instance,omitempty" doc:"请求编号,报障时请提供"`
	Errors   []Fault `json:"errors,omitempty" doc:"逐项的错误"`
}

// Fault is one thing wrong in a request. It does not repeat the value: that may
// be a password or a number.
type Fault struct {
	Location string `json:"location" doc:"哪里,如 body.seat"`
	Message  string `json:"message" doc:"什么错"`
}

func (p *Problem) Error() string { return p.Detail }

// GetStatus is the HTTP status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType is that of problem details, whatever was asked for.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// texts are the refusals that come from HTTP itself, not from a verb of ours.
var texts = map[int]struct{ title, detail string }{
	http.StatusBadRequest:            {"请求有误", "请求无法读取,请检查格式"},
	http.StatusUnauthorized:          {"请先登录", "请先登录"},
	http.StatusForbidden:             {"没有权限", "没有权限"},
	http.StatusNotFound:              {"没有找到", "没有这个地址,请检查网址"},
	http.StatusMethodNotAllowed:      {"方法不允许", "这个地址不支持这种请求方法"},
	http.StatusNotAcceptable:         {"格式不支持", "只能以 JSON 回答"},
	http.StatusRequestTimeout:        {"请求超时", "请求发送得太慢,请重试"},
	http.StatusConflict:              {"当前状态不允许", "当前状态不允许"},
	http.StatusRequestEntityTooLarge: {"请求过大", "请求内容超过 1 MiB"},
	http.StatusUnsupportedMediaType:  {"格式不支持", "请求内容应为 JSON"},
	http.StatusUnprocessableEntity:   {"请求有误", "请求内容不符合要求"},
	http.StatusInternalServerError:   {"系统内部错误", "请稍后再试;如仍不行,请联系管理员"},
	http.StatusServiceUnavailable:    {"服务暂不可用", "服务暂不可用,请稍后再试"},
}

func problemOf(status int) *Problem {
	text, known := texts[status]
	if !known {
		text = texts[http.StatusBadRequest]
		if status >= http.StatusInternalServerError {
			text = texts[http.StatusInternalServerError]
		}
	}
	return &Problem{Type: "about:blank", Title: text.title, Status: status, Detail: text.detail}
}

// fromHuma replaces huma's own English errors. Its message is dropped: what it
// wants to say is the status, and the faults it found one by one.
func fromHuma(ctx context.Context, status int, errs ...error) *Problem {
	p := problemOf(status)
	for _, err := range errs {
		if err == nil {
			continue
		}
		if detail, is := errors.AsType[*huma.ErrorDetail](err); is {
			p.Errors = append(p.Errors, Fault{detail.Location, chinese(detail.Message)})
			continue
		}
		note(ctx, err)
	}
	return p
}

// fromVerb is a refusal of ours as a problem. Its cause is for the log.
func fromVerb(ctx context.Context, refusal *callcenter.Error) *Problem {
	if refusal.Unwrap() != nil || refusal.Kind == callcenter.Internal {
		note(ctx, refusal)
	}
	p := problemOf(refusal.GetStatus())
	if refusal.Kind != callcenter.Internal {
		p.Detail = refusal.Detail
	}
	return p
}

// refuse writes a problem outside huma.
func refuse(w http.ResponseWriter, r *http.Request, p *Problem) {
	p.Instance = requestID(r.Context())
	w.Header().Set("Content-Type", p.ContentType(""))
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client has gone: nobody to tell
}
