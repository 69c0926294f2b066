package orders

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// UnitInfo is one 承办单位.
type UnitInfo struct {
	ID           callcenter.ID        `json:"id" readOnly:"true"`
	Name         string               `json:"name" minLength:"2" maxLength:"60" doc:"名称"`
	Kind         string               `json:"kind" enum:"centre,legal_aid,mediation,notary,firm,forensic,arbitration,other" doc:"centre 公共法律服务中心,legal_aid 法律援助中心,mediation 人民调解委员会,notary 公证处,firm 律师事务所,forensic 司法鉴定机构,arbitration 仲裁机构,other 其他"`
	Region       string               `json:"region" minLength:"1" maxLength:"32" doc:"地区"`
	ServiceKinds []string             `json:"service_kinds" maxItems:"16" doc:"服务类别"`
	Phone        string               `json:"phone" maxLength:"32" doc:"办公电话"`
	Address      string               `json:"address" maxLength:"200" doc:"地址"`
	Active       bool                 `json:"active" doc:"在用"`
	Peer         Source               `json:"peer,omitempty" maxLength:"32" doc:"是一个对接平台:转办给它就由平台之间交换"`
	People       []callcenter.AgentID `json:"people" maxItems:"50" doc:"承办人工号"`
	Open         int                  `json:"open" readOnly:"true" doc:"在办工单数"`
}

// NoteChange writes a change down in the transaction that makes it.
type NoteChange func(ctx context.Context, tx pgx.Tx, c callcenter.Change) error

// Units lists the directory, each with its people and how much it has to do.
func (o *Orders) Units(ctx context.Context) (list []UnitInfo, err error) {
	err = o.within(ctx, "read units", func(ctx context.Context, tx pgx.Tx) error {
		list, err = readUnits(ctx, tx)
		return err
	})
	return list, err
}

func readUnits(ctx context.Context, tx pgx.Tx) ([]UnitInfo, error) {
	rows, err := tx.Query(ctx, `
		SELECT u.id, u.name, u.kind, u.region, u.service_kinds, u.phone, u.address, u.active, coalesce(u.peer, ''),
		       coalesce((SELECT array_agg(p.staff ORDER BY p.staff) FROM unit_person p WHERE p.unit = u.id), '{}'), coalesce(w.n, 0)
		FROM unit u LEFT JOIN (SELECT unit, count(*) AS n FROM work_order WHERE state NOT IN ('closed', 'merged') AND unit IS NOT NULL GROUP BY unit) w ON w.unit = u.id
		ORDER BY u.active DESC, u.region, u.name`)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (u UnitInfo, err error) {
		err = row.Scan(&u.ID, &u.Name, &u.Kind, &u.Region, &u.ServiceKinds, &u.Phone, &u.Address, &u.Active, &u.Peer, &u.People, &u.Open)
		return u, err
	})
	if list == nil {
		list = []UnitInfo{}
	}
	return list, err
}

// PutUnit makes a unit or changes it, with its people. It is noted who did.
func (o *Orders) PutUnit(ctx context.Context, u UnitInfo, by callcenter.AgentID, note NoteChange) error {
	u.People, u.ServiceKinds = distinct(u.People), distinct(u.ServiceKinds)
	return o.within(ctx, "keep unit", func(ctx context.Context, tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, asProgram); err != nil {
			return err
		}
		all, err := readUnits(ctx, tx)
		if err != nil {
			return err
		}
		var before any
		if i := slices.IndexFunc(all, func(x UnitInfo) bool { return x.ID == u.ID }); i >= 0 {
			before = all[i]
		}
		if slices.ContainsFunc(all, func(x UnitInfo) bool { return x.Name == u.Name && x.ID != u.ID }) {
			return callcenter.Errorf(callcenter.Conflict, "已有名为“%s”的承办单位", u.Name)
		}
		if _, err := tx.Exec(ctx, `
			INSERT INTO unit (id, name, kind, region, service_kinds, phone, address, active, peer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, nullif($9, ''))
			ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind, region = excluded.region,
				service_kinds = excluded.service_kinds, phone = excluded.phone, address = excluded.address, active = excluded.active, peer = excluded.peer`,
			u.ID, u.Name, u.Kind, u.Region, u.ServiceKinds, u.Phone, u.Address, u.Active, string(u.Peer)); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM unit_person WHERE unit = $1`, u.ID); err != nil {
			return err
		}
		for _, staff := range u.People {
			if _, err := tx.Exec(ctx, `INSERT INTO unit_person (unit, staff) VALUES ($1, $2)`, u.ID, string(staff)); err != nil {
				return err
			}
		}
		return note(ctx, tx, callcenter.Change{By: by, Action: "unit.put", Object: u.Name, Before: before, After: u})
	})
}

func distinct[T ~string](list []T) []T {
	sorted := slices.Sorted(slices.Values(list))
	return append([]T{}, slices.Compact(sorted)...)
}

// unitTakes refuses a unit that is not there or takes no more work.
func unitTakes(ctx context.Context, tx pgx.Tx, unit callcenter.ID) error {
	var active bool
	if err := tx.QueryRow(ctx, `SELECT coalesce((SELECT active FROM unit WHERE id = $1), false)`, unit).Scan(&active); err != nil {
		return err
	}
	if !active {
		return callcenter.Errorf(callcenter.Invalid, "没有这个承办单位,或已停用")
	}
	return nil
}

// ofUnit refuses who is not of the unit that has the order.
func ofUnit(ctx context.Context, tx pgx.Tx, unit callcenter.ID, staff callcenter.AgentID) error {
	var his bool
	if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM unit_person WHERE unit = $1 AND staff = $2)`, unit, string(staff)).Scan(&his); err != nil {
		return err
	}
	if !his {
		return errNoOrder()
	}
	return nil
}
