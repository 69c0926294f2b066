package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hotline/callcenter"
	"hotline/records"
	"hotline/records/fold"
)

// Channels opens and closes green channels.
type Channels interface {
	SetGreenChannel(ctx context.Context, call callcenter.ID, until time.Time, reason string, e records.Entry) (fold.GreenChannel, error)
}

// RegisterChannels adds the operation on green channels.
func RegisterChannels(api huma.API, r *records.Reads, channels Channels, who Who) {
	op := operation("/api/calls/{id}/green-channel", "set-green-channel", "经来电人同意,为其号码开通绿色通道(来电优先),或关闭", http.StatusNotFound)
	op.Method = http.MethodPut
	huma.Register(api, op, green{r, channels, who}.set)
}

type green struct {
	records  *records.Reads
	channels Channels
	who      Who
}

type greenIn struct {
	ID   string `path:"id" maxLength:"36" doc:"来电编号:本人在这通来电里表示了同意"`
	Body struct {
		ID        string    `json:"id" minLength:"1" maxLength:"64" pattern:"^[A-Za-z0-9_-]+$" doc:"由填写端生成的编号:重复提交用同一个"`
		Open      bool      `json:"open" doc:"开通还是关闭"`
		Consented bool      `json:"consented,omitempty" doc:"来电人同意标记其号码;开通必填"`
		Reason    string    `json:"reason" minLength:"1" maxLength:"32" doc:"原因:字典 green_channel 的代码"`
		Until     time.Time `json:"until,omitzero" doc:"到期(RFC 3339),最长一年;开通必填"`
	}
}

type greenOut struct{ Body fold.GreenChannel }

func (g green) set(ctx context.Context, in *greenIn) (*greenOut, error) {
	reader, call, err := touched(ctx, g.who, OpenGreenChannel, in.ID, g.records.Talked)
	if err != nil {
		return nil, err
	}
	b := in.Body
	switch {
	case b.Open && !b.Consented:
		return nil, callcenter.Errorf(callcenter.Invalid, "标记号码须经来电人同意(个人信息保护法第 13 条)")
	case b.Open && b.Until.IsZero():
		return nil, callcenter.Errorf(callcenter.Invalid, "绿色通道必须有期限")
	case !b.Open:
		b.Until = time.Time{}
	}
	set, err := g.channels.SetGreenChannel(ctx, call, b.Until, b.Reason, records.Entry{ID: b.ID, Author: reader.Staff})
	if err != nil {
		return nil, err
	}
	return &greenOut{set}, nil
}
