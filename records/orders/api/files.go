package api

import (
	"context"
	"io"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"hotline/callcenter"
	"hotline/records"
	"hotline/records/orders"
)

// AttachPath takes bodies larger than other requests'.
const AttachPath = "/api/orders/{id}/attachments"

func (h handlers) registerFiles(api huma.API) {
	attach := operation(http.MethodPost, AttachPath, "attach-to-order", "上传附件:PDF、图片、录音、Word、Excel、纯文本,10 MB 以内,类型按内容判断", http.StatusNotFound, http.StatusConflict)
	attach.MaxBodyBytes = orders.MostAttachment + 1
	huma.Register(api, attach, h.attach)
	huma.Register(api, operation(http.MethodGet, AttachPath+"/{name}", "get-attachment", "下载附件;留痕", http.StatusNotFound), h.download)
}

type attachIn struct {
	ID      string `path:"id" maxLength:"36" doc:"工单编号"`
	Version int    `query:"version" minimum:"0" doc:"看到的版本;不填不比较"`
	Name    string `query:"name" required:"true" minLength:"1" maxLength:"120" doc:"文件名"`
	RawBody []byte `contentType:"application/octet-stream"`
}

func (h handlers) attach(ctx context.Context, in *attachIn) (*storyOut, error) {
	person, err := h.Who(ctx, MoveOrders)
	if err != nil {
		return nil, err
	}
	id, err := callcenter.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	if _, err := h.Orders.Attach(ctx, orders.Request{Order: id, Version: in.Version, By: person.actor()}, in.Name, in.RawBody); err != nil {
		return nil, err
	}
	return h.story(ctx, id, person)
}

type downloadIn struct {
	ID   string `path:"id" maxLength:"36" doc:"工单编号"`
	Name string `path:"name" maxLength:"64" doc:"附件"`
}

// download: the browser keeps it and never shows it as a page of ours.
func (h handlers) download(ctx context.Context, in *downloadIn) (*huma.StreamResponse, error) {
	person, err := h.Who(ctx, SeeOrders)
	if err != nil {
		return nil, err
	}
	id, err := callcenter.ParseID(in.ID)
	if err != nil {
		return nil, err
	}
	file, content, err := h.Orders.OpenAttachment(ctx, id, in.Name)
	if err != nil {
		return nil, err
	}
	look := records.Look{Staff: person.Staff, Action: "download_attachment", Object: id.String() + " " + in.Name}
	if err := h.Records.Note(ctx, look); err != nil {
		_ = content.Close()
		return nil, err
	}
	return &huma.StreamResponse{Body: func(w huma.Context) {
		defer func() { _ = content.Close() }()
		w.SetHeader("Content-Type", file.Type)
		w.SetHeader("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(in.Name))
		w.SetHeader("Cache-Control", "no-store")
		_, _ = io.Copy(w.BodyWriter(), content) // the client has gone: nobody to tell
	}}, nil
}
