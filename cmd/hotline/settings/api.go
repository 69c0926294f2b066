package settings

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hotline/agents"
	"hotline/callcenter"
)

// Register adds the operations. Who may do them is asked before they begin.
func Register(api huma.API, k *Keeper, bearer string) {
	r := requests{k}
	operation := func(method, path, id, summary string, refusals ...int) huma.Operation {
		return huma.Operation{
			Method: method, Path: path, OperationID: id, Summary: summary,
			Security: []map[string][]string{{bearer: {}}},
			Errors: append([]int{
				http.StatusUnauthorized, http.StatusForbidden, http.StatusUnprocessableEntity,
				http.StatusServiceUnavailable, http.StatusInternalServerError,
			}, refusals...),
		}
	}
	huma.Register(api, operation(http.MethodGet, "/api/settings", "get-settings", "现行的设置:菜单、主题、服务时间、外部号码、预留"), r.get)
	huma.Register(api, operation(http.MethodPut, "/api/settings", "put-settings",
		"保存设置:先整体检查,错误逐项列出;几秒内在所有控制器生效,排队的来电位置不变;留痕", http.StatusConflict), r.put)
	huma.Register(api, operation(http.MethodGet, "/api/settings/versions", "list-settings-versions", "保存过的各版设置,新的在前"), r.versions)
	huma.Register(api, operation(http.MethodGet, "/api/settings/versions/{version}", "get-settings-version", "某一版设置", http.StatusNotFound), r.version)
}

type requests struct{ keeper *Keeper }

// Saved is a version and who saved it.
type Saved struct {
	Version int64              `json:"version" doc:"第几版;0 是配置文件里的,还没有人保存过"`
	SavedAt *time.Time         `json:"saved_at,omitempty" doc:"何时保存"`
	SavedBy callcenter.AgentID `json:"saved_by,omitempty" doc:"谁保存的"`
}

func savedOf(v Version) Saved {
	s := Saved{Version: v.Number, SavedBy: v.SavedBy}
	if v.Number > 0 {
		s.SavedAt = &v.SavedAt
	}
	return s
}

type settingsOut struct {
	Body struct {
		Saved
		Settings Document `json:"settings"`
	}
}

func outOf(v Version) *settingsOut {
	out := &settingsOut{}
	out.Body.Saved, out.Body.Settings = savedOf(v), documentOf(v.Settings)
	return out
}

func (r requests) get(context.Context, *struct{}) (*settingsOut, error) {
	return outOf(r.keeper.Current()), nil
}

type settingsIn struct {
	Body struct {
		Version  int64    `json:"version" minimum:"0" doc:"改的是第几版"`
		Settings Document `json:"settings"`
	}
}

func (r requests) put(ctx context.Context, in *settingsIn) (*settingsOut, error) {
	who, err := agents.Authorize(ctx, agents.Configure)
	if err != nil {
		return nil, err
	}
	v, err := r.keeper.Save(ctx, who.Staff.ID, in.Body.Version, in.Body.Settings.settings())
	if faults, wrong := errors.AsType[Faulty](err); wrong {
		details := make([]error, len(faults))
		for i, f := range faults {
			details[i] = &huma.ErrorDetail{Location: "body.settings." + f.At, Message: f.Text}
		}
		return nil, huma.Error422UnprocessableEntity("", details...)
	}
	if err != nil {
		return nil, err
	}
	return outOf(v), nil
}

type settingsVersionsOut struct {
	Body struct {
		Versions []Saved `json:"versions" nullable:"false"`
	}
}

func (r requests) versions(ctx context.Context, _ *struct{}) (*settingsVersionsOut, error) {
	list, err := r.keeper.Versions(ctx)
	out := &settingsVersionsOut{}
	out.Body.Versions = []Saved{}
	for _, v := range list {
		out.Body.Versions = append(out.Body.Versions, savedOf(v))
	}
	return out, err
}

type settingsVersionIn struct {
	Version int64 `path:"version" minimum:"1" doc:"第几版"`
}

func (r requests) version(ctx context.Context, in *settingsVersionIn) (*settingsOut, error) {
	v, err := r.keeper.Version(ctx, in.Version)
	if err != nil {
		return nil, err
	}
	return outOf(v), nil
}
