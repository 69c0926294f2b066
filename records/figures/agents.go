package figures

import (
	"slices"

	"hotline/callcenter"
)

func agentDefinitions() []Definition {
	list := []Definition{
		count("rings", "振铃", "向话务员振铃的次数", "rings"),
		count("missed", "未应答", "振铃而无人应答的次数", "missed"),
		share("missed_rate", "未应答率", "未应答的次数 ÷ 振铃的次数", "missed", "rings"),
		count("rejected", "拒接", "话务员拒接的次数", "rejected"),
		count("talks", "通话段", "话务员与来电者通话的段数", "talks"),
		mean("talk_time", "平均通话时长", "通话段的时长之和(含保持)÷ 通话段", "talk_ms", "talks"),
		mean("hold_time", "平均保持时长", "保持的时长之和 ÷ 通话段", "held_ms", "talks"),
		count("interpreted", "需要翻译", "由不会来电者语言的话务员接听、需要翻译的通话段", "interpreted"),
		count("interpreting", "翻译参与", "作为翻译加入通话的通话段", "interpreting"),
		count("outside", "外线参与", "加入通话的外线(不计入通话段)", "outside"),
	}
	return slices.Concat(list, timeDefinitions())
}

// timeDefinitions are made of agents' states. What talks are a part of has talks to show.
func timeDefinitions() []Definition {
	timed := []from{fromTime}
	spent := func(name, title, formula string, in ...callcenter.Presence) Definition {
		return Definition{Name: name, Title: title, Formula: formula, Unit: Millis, from: timed, value: func(b basis) *float64 {
			return milli(b.in(in...), 1)
		}}
	}
	talking := rows{whole: counting("talks")}
	working := []callcenter.Presence{callcenter.Talking, callcenter.WrapUp}
	waiting := append(slices.Clone(working), callcenter.Ready, callcenter.Ringing)
	all := append(slices.Clone(waiting), callcenter.OnBreak, callcenter.NotAnswering, callcenter.Unreachable)
	return []Definition{
		spent("signed_in_time", "签入时长", "自签入至签出", all...),
		spent("ready_time", "就绪时长", "等待来电的时间", callcenter.Ready),
		spent("break_time", "小休时长", "各种小休的时间,可按小休原因分列", callcenter.OnBreak),
		{
			Name: "after_call_time", Title: "平均话后时长", Formula: "话后整理的时间 ÷ 通话段", Unit: Millis, from: []from{fromCalls, fromTime}, rows: talking,
			value: func(b basis) *float64 { return milli(b.in(callcenter.WrapUp), b.sums["talks"]) },
		},
		{
			Name: "handling_time", Title: "平均处理时长", Formula: "(通话段的时长之和 + 话后整理的时间)÷ 通话段", Unit: Millis, from: []from{fromCalls, fromTime}, rows: talking,
			value: func(b basis) *float64 { return milli(b.sums["talk_ms"]*1000+b.in(callcenter.WrapUp), b.sums["talks"]) },
		},
		{
			Name: "occupancy", Title: "工时利用率", Formula: "(通话 + 话后整理)÷(通话 + 话后整理 + 振铃 + 就绪)", Unit: Share, from: timed,
			Without: "小休、未应答关闭、话机不可达", Source: noNational,
			value: func(b basis) *float64 { return over(b.in(working...), b.in(waiting...)) },
		},
	}
}
