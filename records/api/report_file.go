package api

import (
	"bytes"
	"context"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hotline/callcenter"
	"hotline/records"
	"hotline/records/document"
	"hotline/records/figures"
	"hotline/records/tally"
)

// RegisterReportFiles adds taking a page of figures away. Font is the file Chinese is
// drawn with in a PDF.
func RegisterReportFiles(api huma.API, r *records.Reads, font string, who Who) {
	p := reportFiles{r, font, who}
	op := operation("/api/exports/report", "export-report", "导出一张报表(docx、xlsx、pdf 或带 BOM 的 CSV),每个数字链接到其来电:留痕", 404)
	op.Responses = map[string]*huma.Response{"200": {Description: "文件", Content: map[string]*huma.MediaType{}}}
	for _, f := range document.Formats() {
		op.Responses["200"].Content[f.Type()] = &huma.MediaType{Schema: &huma.Schema{Type: "string", Format: "binary"}}
	}
	huma.Register(api, op, p.take)
}

type reportFiles struct {
	records *records.Reads
	font    string
	who     Who
}

type reportFileIn struct {
	Page   string    `query:"page" required:"true" maxLength:"32" doc:"哪张报表"`
	From   time.Time `query:"from" required:"true" doc:"开始,整点(RFC 3339)"`
	To     time.Time `query:"to" required:"true" doc:"结束,整点,不含(RFC 3339)"`
	Only   string    `query:"only" maxLength:"200" doc:"筛选,如 topic=wages"`
	Step   string    `query:"step" enum:"hour,day,month" doc:"按时间分列"`
	Format string    `query:"format" required:"true" enum:"docx,xlsx,pdf,csv" doc:"文件的格式"`

	base string
}

// Resolve learns under which address the app is open: the file's links lead there.
func (in *reportFileIn) Resolve(ctx huma.Context) []error {
	scheme := "https://"
	if ctx.TLS() == nil && ctx.Header("X-Forwarded-Proto") != "https" {
		scheme = "http://"
	}
	in.base = scheme + ctx.Host()
	return nil
}

type fileOut struct {
	Type        string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Cache       string `header:"Cache-Control"`
	Body        []byte
}

// take notes what is taken away before anybody has it.
func (p reportFiles) take(ctx context.Context, in *reportFileIn) (*fileOut, error) {
	reader, err := p.who(ctx, ExportRecords)
	if err != nil {
		return nil, err
	}
	ask := figures.Ask{Now: time.Now()}
	if ask.Query.Only, err = figures.ParseOnly(in.Only); err == nil {
		err = ownOnly(reader, ask.Query.Only)
	}
	if err != nil {
		return nil, err
	}
	ask.Query.From, ask.Query.To, ask.Query.Step = in.From, in.To, tally.Step(in.Step)
	d, err := p.records.ReportDocument(ctx, records.ReportFile{Page: in.Page, Ask: ask, Base: in.base})
	if err != nil {
		return nil, err
	}
	format := document.Format(in.Format)
	var file bytes.Buffer
	if err := d.Write(&file, format, p.font); err != nil {
		return nil, err
	}
	err = p.records.NoteExport(ctx, callcenter.Change{By: reader.Staff, Action: "export_report", Object: in.Page, After: map[string]any{
		"from": in.From, "to": in.To, "only": in.Only, "format": in.Format, "bytes": file.Len(),
	}})
	if err != nil {
		return nil, err
	}
	name := in.Page + "-" + in.From.In(callcenter.Leshan()).Format("20060102") + "." + in.Format
	return &fileOut{Type: format.Type(), Disposition: `attachment; filename="` + name + `"`, Cache: "no-store", Body: file.Bytes()}, nil
}
