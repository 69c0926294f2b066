package api

import (
	"context"
	"iter"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hotline/callcenter"
	"hotline/records"
)

// RegisterAudit adds the operations on whole numbers and on who looked at what.
func RegisterAudit(api huma.API, r *records.Reads, who Who) {
	a := audit{r, who, newCSVs()}
	number := operation("/api/calls/{id}/number", "open-number", "查看来电的完整号码:须有原因,每次留痕", http.StatusNotFound)
	number.Method = http.MethodPost
	huma.Register(api, number, a.number)
	huma.Register(api, operation("/api/audit", "list-audit", "操作留痕:谁看过什么、改过什么,新的在前,按游标翻页"), a.list)
	huma.Register(api, csvOperation("/api/audit/file", "export-audit", "导出操作留痕(CSV)"), a.export)
}

type audit struct {
	records *records.Reads
	who     Who
	files   csvs
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
	From   time.Time `query:"from" doc:"不早于(RFC 3339)"`
	To     time.Time `query:"to" doc:"早于(RFC 3339)"`
	Staff  string    `query:"staff" maxLength:"32" doc:"谁做的:工号"`
	Action string    `query:"action" maxLength:"64" doc:"做了什么"`
	Call   string    `query:"call" maxLength:"36" doc:"来电编号"`
	Party  string    `query:"party" maxLength:"36" doc:"当事人编号"`
	Object string    `query:"object" maxLength:"128" doc:"对象:工号、话机、录音名等"`
}

func (in auditIn) filter() (f records.LookFilter, err error) {
	f = records.LookFilter{From: in.From, To: in.To, Staff: callcenter.AgentID(in.Staff), Action: in.Action, Object: in.Object}
	if f.Call, err = givenID(in.Call); err == nil {
		f.Party, err = givenID(in.Party)
	}
	return f, err
}

type auditPageIn struct {
	auditIn
	After string `query:"after" maxLength:"128" doc:"上一页给出的 next"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"每页条数"`
}

type auditOut struct{ Body records.LookPage }

func (a audit) list(ctx context.Context, in *auditPageIn) (*auditOut, error) {
	_, f, err := a.reader(ctx, in.auditIn)
	if err != nil {
		return nil, err
	}
	f.After, f.Limit = in.After, in.Limit
	page, err := a.records.Looks(ctx, f)
	if err != nil {
		return nil, err
	}
	return &auditOut{page}, nil
}

func (a audit) reader(ctx context.Context, in auditIn) (Reader, records.LookFilter, error) {
	reader, err := a.who(ctx, ReadAudit)
	if err == nil && !reader.All {
		err = callcenter.Errorf(callcenter.Denied, "操作留痕只对审计员开放")
	}
	if err != nil {
		return reader, records.LookFilter{}, err
	}
	f, err := in.filter()
	return reader, f, err
}

// export sends the audit as a file, which is noted in it.
func (a audit) export(ctx context.Context, in *auditIn) (*huma.StreamResponse, error) {
	reader, f, err := a.reader(ctx, *in)
	if err != nil {
		return nil, err
	}
	object := callcenter.NewID(time.Now()).String()
	if err := a.records.NoteExport(ctx, callcenter.Change{By: reader.Staff, Action: "export_audit", Object: object, After: in}); err != nil {
		return nil, err
	}
	return a.files.send(ctx, csvFile{
		name: "audit", titles: records.AuditTitles(),
		rows: func(ctx context.Context) iter.Seq2[[][]string, error] { return a.records.ExportLooks(ctx, f) },
		done: exported(a.records, reader, "export_audit", object),
	})
}
