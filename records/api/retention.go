package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"hotline/records"
)

// RegisterRetention adds how long what is kept is kept, and what was deleted.
func RegisterRetention(api huma.API, r *records.Reads, who Who) {
	t := retention{r, who}
	huma.Register(api, operation("/api/retention", "list-retention", "各类资料保存多久,依据什么"), t.list)
	set := operation("/api/retention/{class}", "set-retention", "改变一类资料的保存期限:不得短于法定;留痕", http.StatusNotFound)
	set.Method = http.MethodPut
	huma.Register(api, set, t.set)
	huma.Register(api, operation("/api/retention/deletions", "list-deletions", "期满删除的记录,新的在前,按游标翻页"), t.deletions)
}

type retention struct {
	records *records.Reads
	who     Who
}

type retentionOut struct {
	Body struct {
		Classes []records.RetentionClass `json:"classes"`
	}
}

func (t retention) list(ctx context.Context, _ *struct{}) (*retentionOut, error) {
	if _, err := t.who(ctx, SeeRetention); err != nil {
		return nil, err
	}
	list, err := t.records.RetentionClasses(ctx)
	if err != nil {
		return nil, err
	}
	out := new(retentionOut)
	out.Body.Classes = list
	return out, nil
}

type setRetentionIn struct {
	Class string `path:"class" maxLength:"32" doc:"类别"`
	Body  struct {
		KeepDays int `json:"keep_days" minimum:"0" doc:"保存几天;录音可为 0:入库即删"`
	}
}

type classOut struct{ Body records.RetentionClass }

func (t retention) set(ctx context.Context, in *setRetentionIn) (*classOut, error) {
	reader, err := t.who(ctx, SetRetention)
	if err != nil {
		return nil, err
	}
	class, err := t.records.SetRetention(ctx, in.Class, in.Body.KeepDays, reader.Staff)
	if err != nil {
		return nil, err
	}
	return &classOut{class}, nil
}

type deletionsIn struct {
	After string `query:"after" maxLength:"128" doc:"上一页给出的 next"`
	Limit int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"每页条数"`
}

type deletionsOut struct{ Body records.DeletionPage }

func (t retention) deletions(ctx context.Context, in *deletionsIn) (*deletionsOut, error) {
	if _, err := t.who(ctx, SeeRetention); err != nil {
		return nil, err
	}
	page, err := t.records.Deletions(ctx, in.After, in.Limit)
	if err != nil {
		return nil, err
	}
	return &deletionsOut{page}, nil
}
