package config

import (
	"errors"
	"fmt"

	"hotline/records/deadline"
	"hotline/records/orders"
)

// Orders are the limits of work orders: data, each with the unit it is counted in.
type Orders struct {
	HandOver string `toml:"hand_over" default:"1工作日" comment:"新建或退回后多久转办"`
	Urgent   string `toml:"urgent" default:"1小时" comment:"紧急的多久转办"`
	Reply    string `toml:"reply" default:"5工作日" comment:"转办后承办单位多久答复来电人"`
	Complex  string `toml:"complex" default:"15工作日" comment:"复杂的经批准最长多久:只延一次,批准的人不能是申请的人"`
	Redo     string `toml:"redo" default:"1工作日" comment:"来电人不满意的,多久退回重办"`
	Return   string `toml:"return" default:"2工作日" comment:"转办后多久之内可以退回"`
	CallBack string `toml:"call_back" default:"1工作日" comment:"答复后多久回访"`
	Decide   string `toml:"decide" default:"7日" comment:"法律援助:多久决定是否给予(法律援助法第 43 条)"`
	Appoint  string `toml:"appoint" default:"3日" comment:"法律援助:决定后多久指派律师(法律援助法第 43 条)"`
	Calendar string `toml:"calendar" default:"" comment:"节假日文件(date,off|work,name),内置 2026 年;没有的年份按平常的周末推算并注明"`
}

// Terms are the limits as orders count them.
func (o Orders) Terms() (t orders.Terms, err error) {
	for _, one := range []struct {
		key, text string
		into      *deadline.Limit
	}{
		{"hand_over", o.HandOver, &t.HandOver},
		{"urgent", o.Urgent, &t.Urgent},
		{"reply", o.Reply, &t.Reply},
		{"complex", o.Complex, &t.Complex},
		{"redo", o.Redo, &t.Redo},
		{"return", o.Return, &t.Return},
		{"call_back", o.CallBack, &t.CallBack},
		{"decide", o.Decide, &t.Decide},
		{"appoint", o.Appoint, &t.Appoint},
	} {
		limit, fault := deadline.ParseLimit(one.text)
		if fault != nil {
			err = errors.Join(err, fmt.Errorf("%s:%w", one.key, fault))
		}
		*one.into = limit
	}
	if err == nil && (t.Complex.Unit != t.Reply.Unit || t.Complex.N <= t.Reply.N) {
		err = errors.New("complex 应与 reply 用同一单位,且更长")
	}
	return t, err
}
