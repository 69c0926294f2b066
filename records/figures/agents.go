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

// timeDefinitions are made of agents' states.
func timeDefinitions() []Definition {
	spent := func(name, title, formula string, in ...callcenter.Presence) Definition {
		return Definition{Name: name, Title: title, Formula: formula, Unit: Millis, needs: time_, value: func(b basis) *float64 {
			return new(float64(b.in(in...)))
		}}
	}
	working := []callcenter.Presence{callcenter.Talking, callcenter.WrapUp}
	waiting := append(slices.Clone(working), callcenter.Ready, callcenter.Ringing)
	all := append(slices.Clone(waiting), callcenter.OnBreak, callcenter.NotAnswering, callcenter.Unreachable)
	return []Definition{
		spent("signed_in_time", "签入时长", "自签入至签出", all...),
		spent("ready_time", "就绪时长", "等待来电的时间", callcenter.Ready),
		spent("break_time", "小休时长", "各种小休的时间", callcenter.OnBreak),
		{
			Name: "after_call_time", Title: "平均话后时长", Formula: "话后整理的时间 ÷ 通话段", Unit: Millis, needs: time_,
			value: func(b basis) *float64 { return over(b.in(callcenter.WrapUp), b.sums["talks"]) },
		},
		{
			Name: "handling_time", Title: "平均处理时长", Formula: "(通话段的时长之和 + 话后整理的时间)÷ 通话段", Unit: Millis, needs: time_,
			value: func(b basis) *float64 { return over(b.sums["talk_ms"]+b.in(callcenter.WrapUp), b.sums["talks"]) },
		},
		{
			Name: "occupancy", Title: "工时利用率", Formula: "(通话 + 话后整理)÷(通话 + 话后整理 + 振铃 + 就绪)", Unit: Share, needs: time_,
			Without: "小休、未应答关闭、话机不可达", Source: noNational,
			value: func(b basis) *float64 { return over(b.in(working...), b.in(waiting...)) },
		},
	}
}

func ratingDefinitions(r Rules) []Definition {
	satisfied := func(b basis) (n int64) {
		for _, score := range r.Satisfied {
			n += b.sums[scoreName(score)]
		}
		return n
	}
	part := share("participation_rate", "参评率", "作出评价的 ÷ 请求评价的", "rated", "asked")
	part.Source = "与满意率分列(安徽:57.16 % 与 99.75 %)"
	return []Definition{
		count("rating_asked", "请求评价", "通话后请来电者评价的次数", "asked"),
		count("rated", "已评价", "其中作出评价的", "rated"),
		part,
		{
			Name: "satisfied", Title: "满意", Formula: "评价为" + scoreList(r.Satisfied) + "的", Unit: Number,
			value: func(b basis) *float64 { return new(float64(satisfied(b))) },
		},
		{
			Name: "satisfaction_rate", Title: "满意率", Formula: "评价为" + scoreList(r.Satisfied) + "的 ÷ 作出评价的", Unit: Share,
			Without: "未作评价的", Source: "安徽合同:不低于 90 %;乐山 2021 年答复:98 %",
			value: func(b basis) *float64 { return over(satisfied(b), b.sums["rated"]) },
		},
	}
}
