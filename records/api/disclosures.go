package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hotline/callcenter"
	"hotline/records"
)

// RegisterDisclosures adds the log of what was given to somebody outside.
func RegisterDisclosures(api huma.API, r *records.Reads, who Who) {
	d := disclosures{r, who}
	huma.Register(api, operation("/api/disclosures", "list-disclosures", "对外提供个人信息的记录,后登记的在前,按游标翻页"), d.list)
	enter := operation("/api/disclosures", "enter-disclosure", "登记一次对外提供:给谁、什么、依据哪条法律;登记后不能修改或删除", http.StatusNotFound)
	enter.Method, enter.DefaultStatus = http.MethodPost, http.StatusCreated
	huma.Register(api, enter, d.enter)
}

type disclosures struct {
	records *records.Reads
	who     Who
}

type disclosuresIn struct {
	From  time.Time `query:"from" doc:"提供时间不早于(RFC 3339)"`
	To    time.Time `query:"to" doc:"提供时间早于(RFC 3339)"`
	Call  string    `query:"call" maxLength:"36" doc:"来电编号"`
	After string    `query:"after" maxLength:"128" doc:"上一页给出的 next"`
	Limit int       `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"每页条数"`
}

type disclosuresOut struct{ Body records.DisclosurePage }

func (d disclosures) list(ctx context.Context, in *disclosuresIn) (*disclosuresOut, error) {
	if _, err := d.who(ctx, ReadDisclosures); err != nil {
		return nil, err
	}
	call, err := givenID(in.Call)
	if err != nil {
		return nil, err
	}
	page, err := d.records.Disclosures(ctx, records.DisclosureFilter{From: in.From, To: in.To, Call: call, After: in.After, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	return &disclosuresOut{page}, nil
}

// givenID reads an id that may be left out.
func givenID(text string) (id callcenter.ID, err error) {
	if text == "" {
		return id, nil
	}
	return callcenter.ParseID(text)
}

type discloseIn struct {
	Body struct {
		DisclosedAt time.Time `json:"disclosed_at" doc:"提供时间(RFC 3339)"`
		Recipient   string    `json:"recipient" minLength:"2" maxLength:"200" doc:"提供给谁"`
		Content     string    `json:"content" minLength:"2" maxLength:"2000" doc:"提供了什么"`
		Basis       string    `json:"basis" minLength:"2" maxLength:"500" doc:"法律依据"`
		Call        string    `json:"call,omitempty" maxLength:"36" doc:"有关的来电编号"`
	}
}

type disclosureOut struct{ Body records.Disclosure }

func (d disclosures) enter(ctx context.Context, in *discloseIn) (*disclosureOut, error) {
	reader, err := d.who(ctx, Disclose)
	if err != nil {
		return nil, err
	}
	b := in.Body
	call, err := givenID(b.Call)
	if err != nil {
		return nil, err
	}
	made, err := d.records.Disclose(ctx, records.Disclosure{
		Staff: reader.Staff, DisclosedAt: b.DisclosedAt, Recipient: b.Recipient, Content: b.Content, Basis: b.Basis, Call: call,
	})
	if err != nil {
		return nil, err
	}
	return &disclosureOut{made}, nil
}
