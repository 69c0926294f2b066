package figures

import "hotline/records/tally"

// counting is the rows that count for one of these.
func counting(any ...string) *tally.Which { return &tally.Which{Any: any} }

// count is a figure that is one of the sums. There are as many as there are, and none
// where nobody called: that is the line's absence, not its number.
func count(name, title, formula, sum string) Definition {
	return Definition{
		Name: name, Title: title, Formula: formula, Unit: Number, from: plain, rows: rows{part: counting(sum)},
		value: func(b basis) *float64 { return new(float64(b.sums[sum])) },
	}
}

func share(name, title, formula, part, whole string) Definition {
	return Definition{
		Name: name, Title: title, Formula: formula, Unit: Share, from: plain, rows: rows{counting(part), counting(whole)},
		value: func(b basis) *float64 { return over(b.sums[part], b.sums[whole]) },
	}
}

func mean(name, title, formula, sum, of string) Definition {
	d := share(name, title, formula, sum, of)
	d.Unit, d.rows.part = Millis, nil // a mean has all its calls in it
	return d
}

const (
	noNational = "无国家统一口径,由本中心规定"
	gbt33358   = "GB/T 33358-2016"
)

func callDefinitions() []Definition {
	a := share("connect_rate_a", "接通率(甲)", "人工接听的来电 ÷ 进入排队的来电", "answered", "queued")
	a.Without, a.Source = "听欢迎词、菜单时挂断的", gbt33358+":任意连续 24 小时不低于 95 %(未定分母,此为甲式)"
	b := share("connect_rate_b", "接通率(乙)", "人工接听的来电 ÷ 全部来电", "answered", "inbound")
	b.Source = gbt33358 + "(未定分母,此为乙式)"
	lost := share("abandonment_rate", "放弃率", "排队中挂断的来电 ÷ 进入排队的来电", "abandoned", "queued")
	lost.Source = noNational
	fen := count("amount", "涉及金额", "话务工单填写的涉及金额之和", "amount_fen")
	fen.Unit = Fen
	return []Definition{
		count("calls", "来电量", "到达的来电", "inbound"),
		count("open_calls", "进行中", "尚未结束的来电", "open"),
		count("queued", "进入排队", "进入排队的来电", "queued"),
		count("answered", "人工接听", "与话务员通上话的来电", "answered"),
		count("abandoned", "排队放弃", "进入排队、未接通、由来电者挂断的来电", "abandoned"),
		a, b, lost,
		mean("speed_of_answer", "平均应答速度", "人工接听的来电自进入排队至接通的时间之和 ÷ 人工接听的来电", "wait_ms", "answered"),
		count("transfers", "转接", "由话务员转给他人(话务员、业务主题或外线)并接通的次数", "transfers"),
		count("consults", "咨询", "保持来电者、另请他人的次数", "consults"),
		count("three_ways", "三方", "请他人加入通话的次数", "invites"),
		count("messages", "留言", "来电者的留言", "messages"),
		count("callbacks_due", "应回拨", "应回拨的来电", "callbacks"),
		count("callbacks_done", "已回拨", "其中已回拨的", "callbacks_done"),
		share("callbacks_rate", "回拨完成率", "已回拨的 ÷ 应回拨的", "callbacks_done", "callbacks"),
		count("written", "已填工单", "填写了话务工单的来电", "entered"),
		share("written_rate", "工单填写率", "填写了话务工单的来电 ÷ 人工接听的来电", "entered", "answered"),
		fen,
	}
}

// faultDefinitions leave out the minutes in which the hotline could not be reached.
func faultDefinitions() []Definition {
	return []Definition{{
		Name: "connect_rate_c", Title: "接通率(丙)", Unit: Share, from: []from{fromCalls, fromFaults}, rows: rows{counting("answered"), counting("inbound")},
		Formula: "同乙式,扣除故障分钟:有来电因故障中断的那一分钟,以及没有控制器接管的来电自到达至结束的每一分钟",
		Without: "在故障分钟里到达的来电", Source: gbt33358 + "(未定分母,此为丙式);12345 标准不计系统故障",
		value: func(b basis) *float64 {
			return over(b.sums["answered"]-b.sums["fault_answered"], b.sums["inbound"]-b.sums["fault_inbound"])
		},
	}, {
		Name: "outage_calls", Title: "故障分钟来电", Unit: Number, from: []from{fromFaults},
		Formula: "在故障分钟里到达的来电", Source: noNational,
		value: func(b basis) *float64 { return new(float64(b.sums["fault_inbound"])) },
	}}
}

// yiDefinitions: every Yi call that waited went one of these ways, or was lost.
func yiDefinitions() []Definition {
	lost := Definition{
		Name: "yi_lost", Title: "彝语未接通", Formula: "进入排队的彝语来电 − 彝语坐席接听 − 经翻译接听 − 回拨接通", Unit: Number, from: plain,
		rows: rows{part: &tally.Which{Any: []string{"yi_offered"}, Not: counting("yi_seat", "yi_interpreted", "yi_called_back")}},
		value: func(b basis) *float64 {
			return new(float64(b.sums["yi_offered"] - b.sums["yi_seat"] - b.sums["yi_interpreted"] - b.sums["yi_called_back"]))
		},
	}
	return []Definition{
		count("yi_offered", "彝语来电", "进入排队的彝语来电(请求回拨的,由其回拨接着排)", "yi_offered"),
		count("yi_seat", "彝语坐席接听", "由会彝语的话务员接听的彝语来电", "yi_seat"),
		count("yi_interpreted", "经翻译接听", "由不会彝语的话务员接听、需要翻译的彝语来电", "yi_interpreted"),
		count("yi_called_back", "彝语回拨接通", "回拨时接通的彝语来电", "yi_called_back"),
		lost,
		share("yi_seat_rate", "彝语坐席接听率", "由会彝语的话务员接听的彝语来电 ÷ 进入排队的彝语来电", "yi_seat", "yi_offered"),
	}
}
