package figures

import (
	"fmt"

	"hotline/records/tally"
)

func answeredIn(seconds int) *tally.Which {
	return &tally.Which{Any: []string{"answered"}, Within: &seconds}
}

func abandonedIn(seconds int) *tally.Which {
	return &tally.Which{Any: []string{"abandoned"}, Within: &seconds}
}

func waitDefinitions(r Rules) []Definition {
	fifteen := Definition{
		Name: "within_15s_rate", Title: "15 秒接通率", Formula: "排队 15 秒以内(含)接通的来电 ÷ 人工接听的来电", Unit: Share, from: []from{fromCalls, fromWaits},
		Source: "某市 12345 标准:不低于 80 %;" + gbt33358 + ":人工 15 秒内应答",
		rows:   rows{answeredIn(15), counting("answered")},
		value:  func(b basis) *float64 { return over(b.answeredWithin(15), b.sums["answered"]) },
	}
	short := Definition{
		Name: "short_abandoned", Title: "短时放弃", Formula: fmt.Sprintf("排队 %d 秒以内(含)挂断的来电", r.Short), Unit: Number, from: []from{fromWaits}, Source: noNational,
		rows:  rows{part: abandonedIn(r.Short)},
		value: func(b basis) *float64 { return new(float64(b.abandonedWithin(r.Short))) },
	}
	long := Definition{
		Name: "abandonment_rate_long", Title: "放弃率(不计短时放弃)", Unit: Share, from: []from{fromCalls, fromWaits}, Source: noNational,
		Formula: fmt.Sprintf("排队 %d 秒以上挂断的来电 ÷(进入排队的来电 − 短时放弃)", r.Short),
		Without: fmt.Sprintf("排队 %d 秒以内(含)挂断的", r.Short),
		rows: rows{
			&tally.Which{Any: []string{"abandoned"}, Not: abandonedIn(r.Short)},
			&tally.Which{Any: []string{"queued"}, Not: abandonedIn(r.Short)},
		},
		value: func(b basis) *float64 {
			short := b.abandonedWithin(r.Short)
			return over(b.sums["abandoned"]-short, b.sums["queued"]-short)
		},
	}
	list := []Definition{fifteen, serviceLevel("service_level", r.Within), short, long}
	for _, percent := range []int{50, 90, 95} {
		list = append(list, percentile(percent))
	}
	return list
}

// serviceLevel is exact where the threshold is an edge of a band: any second up to a minute.
func serviceLevel(name string, seconds int) Definition {
	return Definition{
		Name: name, Title: fmt.Sprintf("服务水平(%d 秒)", seconds), Unit: Share, from: []from{fromCalls, fromWaits}, Source: noNational,
		Formula: fmt.Sprintf("排队 %d 秒以内(含)接通的来电 ÷ 进入排队的来电", seconds),
		rows:    rows{answeredIn(seconds), counting("queued")},
		value:   func(b basis) *float64 { return over(b.answeredWithin(seconds), b.sums["queued"]) },
	}
}

func percentile(percent int) Definition {
	return Definition{
		Name: fmt.Sprintf("wait_p%d", percent), Title: fmt.Sprintf("等待 %d 分位", percent), Unit: Millis, from: []from{fromWaits}, Source: noNational,
		Formula: fmt.Sprintf("%d %% 的接通来电等待不超过的时间;误差:一分钟内至多偏高 1 秒,五分钟内 5 秒,一小时内 1 分钟", percent),
		rows:    rows{whole: counting("answered")},
		value:   func(b basis) *float64 { return b.waited(int64(percent)) },
	}
}
