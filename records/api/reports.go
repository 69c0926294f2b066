package api

import (
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hotline/callcenter"
	"hotline/records"
	"hotline/records/figures"
	"hotline/records/recount"
	"hotline/records/tally"
)

// RegisterReports adds the figures.
func RegisterReports(api huma.API, r *records.Reads, who Who) {
	p := reports{r, who}
	huma.Register(api, operation("/api/reports", "list-figures", "指标一览:名称、算法、单位、出处,可用的维度,以及各张报表"), p.list)
	huma.Register(api, operation("/api/reports/calls", "list-figure-calls", "一个指标由哪些来电(或工单)构成,新的在前", 404), p.calls)
	huma.Register(api, operation("/api/reports/recounts", "list-recounts", "夜间重数:每天的合计与事实、与 Asterisk 话单是否相符"), p.recounts)
	huma.Register(api, operation("/api/reports/figures", "get-figures", "一段时间的指标,可按时间与维度分列", 404), p.figures)
}

type reports struct {
	records *records.Reads
	who     Who
}

type definitionsOut struct {
	Body struct {
		Definitions []figures.Definition `json:"definitions"`
		Dimensions  []tally.Dimension    `json:"dimensions" doc:"可用于分组与筛选的维度"`
		DayStart    int                  `json:"day_start" doc:"一天从几点开始"`
		Pages       []figures.Page       `json:"pages" doc:"各张报表"`
	}
}

func (p reports) list(ctx context.Context, _ *struct{}) (*definitionsOut, error) {
	if _, err := p.who(ctx, SeeCalls); err != nil {
		return nil, err
	}
	out := new(definitionsOut)
	out.Body.Definitions, out.Body.Dimensions, out.Body.Pages = p.records.Rules().Definitions(), figures.Dimensions(), figures.Pages()
	out.Body.DayStart = p.records.Rules().DayStart
	return out, nil
}

type figuresIn struct {
	Names string    `query:"names" maxLength:"1000" doc:"指标名,逗号分隔;不填为全部基本指标"`
	From  time.Time `query:"from" required:"true" doc:"开始,整点(RFC 3339)"`
	To    time.Time `query:"to" required:"true" doc:"结束,整点,不含(RFC 3339)"`
	By    string    `query:"by" maxLength:"100" doc:"分组的维度,逗号分隔"`
	Only  string    `query:"only" maxLength:"200" doc:"筛选,如 topic=wages,agent=1001"`
	Step  string    `query:"step" enum:"hour,day,month" doc:"按时间分列"`

	Compare string `query:"compare" maxLength:"20" doc:"与什么比较,逗号分隔:period 上一时段,year 上年同期"`
}

type reportOut struct{ Body figures.Report }

// figures: totals are the same for everyone who may see all calls; who may read only
// his own calls reads his own figures.
func (p reports) figures(ctx context.Context, in *figuresIn) (*reportOut, error) {
	reader, err := p.who(ctx, SeeCalls)
	if err != nil {
		return nil, err
	}
	ask, err := figures.Parse(in.Names, in.By, in.Only, in.Step, in.Compare)
	if err != nil {
		return nil, err
	}
	ask.Query.From, ask.Query.To, ask.Now = in.From, in.To, time.Now()
	if err := ownOnly(reader, ask.Query.Only); err != nil {
		return nil, err
	}
	report, err := p.records.Report(ctx, ask)
	if err != nil {
		return nil, err
	}
	return &reportOut{report}, nil
}

// ownOnly keeps who may read only his own calls to his own figures.
func ownOnly(reader Reader, only map[tally.Dimension]string) error {
	if reader.All {
		return nil
	}
	if other, asked := only[tally.Agent]; asked && other != string(reader.Staff) {
		return callcenter.Errorf(callcenter.Denied, "只能查看本人的指标")
	}
	only[tally.Agent] = string(reader.Staff)
	return nil
}

type figureCallsIn struct {
	Figure string    `query:"figure" required:"true" maxLength:"64" doc:"指标名"`
	Side   string    `query:"side" enum:"part,rest,whole" doc:"分子、分母中的其余、分母;不填为第一个有的"`
	From   time.Time `query:"from" required:"true" doc:"开始,整点(RFC 3339)"`
	To     time.Time `query:"to" required:"true" doc:"结束,整点,不含(RFC 3339)"`
	Only   string    `query:"only" maxLength:"200" doc:"筛选,如 topic=wages,agent=1001"`
	After  string    `query:"after" maxLength:"256" doc:"上一页给出的 next"`
}

type figureCallsOut struct{ Body records.FigureRows }

// calls are those Postgres lets whoever asks see.
func (p reports) calls(ctx context.Context, in *figureCallsIn) (*figureCallsOut, error) {
	reader, err := p.who(ctx, SeeCalls)
	if err != nil {
		return nil, err
	}
	only, err := figures.ParseOnly(in.Only)
	if err == nil {
		err = ownOnly(reader, only)
	}
	if err != nil {
		return nil, err
	}
	page, err := p.records.FigureRows(ctx, records.FigureAsk{
		Figure: in.Figure, Side: figures.Side(in.Side), After: in.After, Now: time.Now(), Query: tally.Query{From: in.From, To: in.To, Only: only},
	})
	if err != nil {
		return nil, err
	}
	return &figureCallsOut{page}, nil
}

type recountsOut struct {
	Body struct {
		Recounts []recount.Result `json:"recounts" doc:"新的在前"`
	}
}

// recounts are of all counties' calls, and so not for a manager of one.
func (p reports) recounts(ctx context.Context, _ *struct{}) (*recountsOut, error) {
	reader, err := p.who(ctx, ReadRecounts)
	if err != nil {
		return nil, err
	}
	if !reader.All {
		return nil, callcenter.Errorf(callcenter.Denied, "重数结果只给能看全部来电的人")
	}
	out := new(recountsOut)
	out.Body.Recounts, err = p.records.Recounts(ctx)
	return out, err
}
