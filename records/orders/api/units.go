package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"hotline/callcenter"
	"hotline/records/orders"
)

func (h handlers) registerUnits(api huma.API) {
	huma.Register(api, operation(http.MethodGet, "/api/units", "list-units", "承办单位名录"), h.units)
	put := operation(http.MethodPut, "/api/units/{id}", "put-unit", "新建或修改承办单位及其承办人", http.StatusConflict)
	put.DefaultStatus = http.StatusNoContent
	huma.Register(api, put, h.putUnit)
	huma.Register(api, operation(http.MethodGet, "/api/slots", "list-slots", "可预约的时段"), h.slots)
	offer := operation(http.MethodPut, "/api/slots/{id}", "offer-slot", "开放一个可预约的时段", http.StatusNotFound)
	offer.DefaultStatus = http.StatusNoContent
	huma.Register(api, offer, h.offerSlot)
	imported := operation(http.MethodPut, "/api/orders/imported-figures", "import-figures", "导入其他系统的指标(如法律援助):同一系统同一时段的以新的为准")
	imported.DefaultStatus = http.StatusNoContent
	huma.Register(api, imported, h.importFigures)
}

type unitsOut struct {
	Body struct {
		Units []orders.UnitInfo `json:"units" doc:"在用的在前"`
	}
}

func (h handlers) units(ctx context.Context, _ *none) (*unitsOut, error) {
	if _, err := h.Who(ctx, SeeUnits); err != nil {
		return nil, err
	}
	out := new(unitsOut)
	var err error
	out.Body.Units, err = h.Orders.Units(ctx)
	return out, err
}

type putUnitIn struct {
	ID   string `path:"id" maxLength:"36" doc:"编号(UUID),新建时由填写端生成"`
	Body orders.UnitInfo
}

func (h handlers) putUnit(ctx context.Context, in *putUnitIn) (*none, error) {
	person, err := h.Who(ctx, KeepUnits)
	if err != nil {
		return nil, err
	}
	unit := in.Body
	if unit.ID, err = callcenter.ParseID(in.ID); err != nil {
		return nil, err
	}
	return nil, h.Orders.PutUnit(ctx, unit, person.Staff, h.Change)
}

type slotsIn struct {
	From time.Time `query:"from" required:"true" doc:"不早于"`
	To   time.Time `query:"to" required:"true" doc:"早于"`
	Unit string    `query:"unit" maxLength:"36" doc:"承办单位"`
}

type slotsOut struct {
	Body struct {
		Slots []orders.Slot `json:"slots"`
	}
}

func (h handlers) slots(ctx context.Context, in *slotsIn) (*slotsOut, error) {
	if _, err := h.Who(ctx, SeeOrders); err != nil {
		return nil, err
	}
	unit, err := optional(in.Unit)
	if err != nil {
		return nil, err
	}
	out := new(slotsOut)
	out.Body.Slots, err = h.Orders.Slots(ctx, in.From, in.To, unit)
	return out, err
}

type offerIn struct {
	ID   string `path:"id" maxLength:"36" doc:"编号(UUID),由填写端生成"`
	Body orders.Slot
}

func (h handlers) offerSlot(ctx context.Context, in *offerIn) (*none, error) {
	person, err := h.Who(ctx, OfferSlots)
	if err != nil {
		return nil, err
	}
	slot := in.Body
	if slot.ID, err = callcenter.ParseID(in.ID); err != nil {
		return nil, err
	}
	return nil, h.Orders.AddSlot(ctx, slot, person.actor())
}

type importIn struct{ Body orders.Imports }

func (h handlers) importFigures(ctx context.Context, in *importIn) (*none, error) {
	person, err := h.Who(ctx, ImportFigures)
	if err != nil {
		return nil, err
	}
	return nil, h.Orders.Import(ctx, in.Body, person.Staff, h.Change)
}
