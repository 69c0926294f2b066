package figures

// orderDefinitions: a limit counts when it falls due, an order when it was made or closed.
func orderDefinitions() []Definition {
	of := func(d Definition, source string) Definition {
		d.from, d.Source = []from{fromOrders}, source
		return d
	}
	inTime := func(name, title, what, term, source string) Definition {
		d := share(name, title, "按时"+what+"的 ÷ 本时段内到期的"+what+"期限", term+"_in_time", term+"_due")
		d.Without = "尚未到期的"
		return of(d, source)
	}
	const shandong = "山东 12348 规则(2017)"
	return []Definition{
		of(count("orders_made", "新建工单", "本时段内新建的工单", "orders_made"), ""),
		of(count("orders_closed", "办结工单", "本时段内办结的工单", "orders_closed"), ""),
		inTime("hand_over_rate", "按时转办率", "转办", "hand_over", shandong+":1 个工作日,紧急的 1 小时"),
		inTime("reply_rate", "按时答复率", "答复", "reply", shandong+":5 个工作日"),
		of(share("closing_rate", "按时办结率", "各期限都没有超过的办结工单 ÷ 本时段内办结的工单", "closed_in_time", "orders_closed"), noNational),
		of(count("overdue", "超期", "本时段内到期而没有按时办的期限(转办、答复、重办、回访、法援决定与指派)", "overdue"), "到期后第一个工作日起计超期"),
		of(count("overdue_open", "超期未办", "其中至今没有办的", "overdue_open"), ""),
		of(count("returned_orders", "退回", "本时段内被退回的次数", "returns"), ""),
		of(count("redone_orders", "重办", "本时段内退回重办的次数", "redos"), ""),
		of(share("order_satisfaction_rate", "回访满意率", "回访时满意的 ÷ 回访到的", "order_satisfied", "order_called_back"), "与来电满意率分列"),
	}
}
