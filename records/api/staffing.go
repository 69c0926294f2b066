package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hotline/callcenter"
	"hotline/records"
	"hotline/records/staffing"
)

// RegisterStaffing adds the advice on how many agents are needed when.
func RegisterStaffing(api huma.API, r *records.Reads, who Who) {
	s := advice{r, who}
	huma.Register(api, operation("/api/reports/staffing", "get-staffing", "排班建议:每周每半小时需要多少话务员(爱尔兰 C 与 A)"), s.staffing)
}

type advice struct {
	records *records.Reads
	who     Who
}

type staffingIn struct {
	From   time.Time `query:"from" required:"true" doc:"开始,某天零点(RFC 3339)"`
	To     time.Time `query:"to" required:"true" doc:"结束,某天零点,不含(RFC 3339)"`
	Topic  string    `query:"topic" maxLength:"64" doc:"业务主题;不填为全部"`
	Share  float64   `query:"share" default:"0.8" doc:"要在 within 秒内接通的比例"`
	Within int       `query:"within" default:"15" doc:"秒"`
}

type staffingOut struct{ Body staffing.Advice }

func (s advice) staffing(ctx context.Context, in *staffingIn) (*staffingOut, error) {
	if _, err := s.who(ctx, SeeAgents); err != nil {
		return nil, err
	}
	advice, err := s.records.Staffing(ctx, staffing.Ask{
		From: in.From, To: in.To, Topic: callcenter.TopicName(in.Topic), Share: in.Share, Within: time.Duration(in.Within) * time.Second,
	})
	if err != nil {
		return nil, err
	}
	return &staffingOut{advice}, nil
}
