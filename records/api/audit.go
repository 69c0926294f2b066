package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hotline/callcenter"
	"hotline/records"
)

// RegisterAudit adds the operations on whole numbers and on who looked at what.
func RegisterAudit(api huma.API, r *records.Reads, who Who) {
	a := audit{r, who}
	number := operation("/api/calls/{id}/number", "open-number", "查看来电的完整号码:须有原因,每次留痕", http.StatusNotFound)
	number.Method = http.MethodPost
	huma.Register(api, number, a.number)
	huma.Register(api, operation("/api/audit", "list-audit", "谁看过完整号码和录音,新的在前"), a.list)
}

type audit struct {
	records *records.Reads
	who     Who
}

type numberIn struct {
	ID   string `path:"id" maxLength:"36" doc:"来电编号"`
	Body struct {
		Reason string `json:"reason" minLength:"2" maxLength:"200" doc:"查看原因"`
	}
}

type numberOut struct {
	Body struct {
		Number string `json:"number" doc:"完整号码"`
	}
}

// number opens a whole number. The look is noted first.
func (a audit) number(ctx context.Context, in *numberIn) (*numberOut, error) {
	reader, err := a.who(ctx, OpenNumbers)
	if err != nil {
		return nil, err
	}
	call, err := callcenter.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	talked := func() (bool, error) { return a.records.Talked(ctx, call, reader.Staff) }
	if err := mayTouch(ctx, reader, call, talked); err != nil {
		return nil, err
	}
	party, err := a.records.PartyBehind(ctx, call)
	if err != nil {
		return nil, err
	}
	look := records.Look{Staff: reader.Staff, Action: string(OpenNumbers), Call: call, Party: party, Reason: in.Body.Reason}
	if err := a.records.Note(ctx, look); err != nil {
		return nil, err
	}
	n, err := a.records.NumberOf(ctx, party)
	if err != nil {
		return nil, err
	}
	out := new(numberOut)
	out.Body.Number = n.Local()
	return out, nil
}

type auditIn struct {
	From  time.Time `query:"from" doc:"不早于(RFC 3339)"`
	To    time.Time `query:"to" doc:"早于(RFC 3339)"`
	Limit int       `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"条数"`
}

type auditOut struct {
	Body struct {
		Looks []records.Look `json:"looks"`
	}
}

func (a audit) list(ctx context.Context, in *auditIn) (*auditOut, error) {
	reader, err := a.who(ctx, ReadAudit)
	if err != nil {
		return nil, err
	}
	if !reader.All {
		return nil, callcenter.Errorf(callcenter.Denied, "查阅记录只对审计员开放")
	}
	out := new(auditOut)
	out.Body.Looks, err = a.records.Looks(ctx, in.From, in.To, in.Limit)
	return out, err
}
