package figures

import "fmt"

// count is a figure that is one of the sums. There are as many as there are, and none
// where nobody called: that is the line's absence, not its number.
func count(name, title, formula, sum string) Definition {
	return Definition{Name: name, Title: title, Formula: formula, Unit: Number, value: func(b basis) *float64 {
		return new(float64(b.sums[sum]))
	}}
}

func share(name, title, formula, part, whole string) Definition {
	return Definition{Name: name, Title: title, Formula: formula, Unit: Share, value: func(b basis) *float64 {
		return over(b.sums[part], b.sums[whole])
	}}
}

func mean(name, title, formula, sum, of string) Definition {
	d := share(name, title, formula, sum, of)
	d.Unit = Millis
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
		count("written", "已填工单", "填写了话务工单的来电", "entered"),
		share("written_rate", "工单填写率", "填写了话务工单的来电 ÷ 人工接听的来电", "entered", "answered"),
		fen,
	}
}

func waitDefinitions(r Rules) []Definition {
	fifteen := Definition{
		Name: "within_15s_rate", Title: "15 秒接通率", Formula: "排队 15 秒以内(含)接通的来电 ÷ 人工接听的来电", Unit: Share, needs: waits,
		Source: "某市 12345 标准:不低于 80 %;" + gbt33358 + ":人工 15 秒内应答",
		value:  func(b basis) *float64 { return over(b.answeredWithin(15), b.sums["answered"]) },
	}
	level := Definition{
		Name: "service_level", Title: "服务水平", Unit: Share, needs: waits, Source: noNational,
		Formula: fmt.Sprintf("排队 %d 秒以内(含)接通的来电 ÷ 进入排队的来电", r.Within),
		value:   func(b basis) *float64 { return over(b.answeredWithin(r.Within), b.sums["queued"]) },
	}
	long := Definition{
		Name: "abandonment_rate_long", Title: "放弃率(不计短时放弃)", Unit: Share, needs: waits, Source: noNational,
		Formula: fmt.Sprintf("排队 %d 秒以上挂断的来电 ÷(进入排队的来电 − 短时放弃)", r.Short),
		Without: fmt.Sprintf("排队 %d 秒以内(含)挂断的", r.Short),
		value: func(b basis) *float64 {
			short := b.abandonedWithin(r.Short)
			return over(b.sums["abandoned"]-short, b.sums["queued"]-short)
		},
	}
	list := []Definition{fifteen, level, long}
	for _, percent := range []int64{50, 90, 95} {
		list = append(list, Definition{
			Name: fmt.Sprintf("wait_p%d", percent), Title: fmt.Sprintf("等待 %d 分位", percent), Unit: Millis, needs: waits, Source: noNational,
			Formula: fmt.Sprintf("%d %% 的接通来电等待不超过的时间;误差:一分钟内至多偏高 1 秒,五分钟内 5 秒,一小时内 1 分钟", percent),
			value:   func(b basis) *float64 { return b.waited(percent) },
		})
	}
	return list
}
