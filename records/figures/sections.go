package figures

import "hotline/records/tally"

func overview() []Section {
	return []Section{
		{Key: "calls", Title: "来电", By: ofCalls(), Chart: Lines, Charted: []string{"calls", "answered", "abandoned"}, Figures: []string{
			"calls", "queued", "answered", "abandoned", "connect_rate_a", "connect_rate_b", "connect_rate_c", "within_15s_rate", "abandonment_rate", "speed_of_answer", "talk_time",
			"participation_rate", "satisfaction_rate",
		}},
		{Key: "again", Title: "一次解决与重复来电", By: ofCalls(), Chart: Lines, Charted: []string{"first_call_resolution", "repeat_rate"}, Figures: []string{
			"first_call_resolution", "resolved", "repeat_rate", "repeats", "followed",
		}},
		{Key: "together", Title: "转接、留言与回拨", By: ofCalls(), Chart: Bars, Default: []tally.Dimension{tally.Topic}, Charted: []string{"transfers", "consults", "three_ways"}, Figures: []string{
			"transfers", "consults", "three_ways", "interpreting", "outside", "messages", "callbacks_due", "callbacks_done", "callbacks_rate",
		}},
	}
}

func service() []Section {
	return []Section{
		{Key: "connect", Title: "接通", By: ofCalls(), Chart: Lines, Charted: []string{"connect_rate_a", "within_15s_rate", "service_level"}, Figures: []string{
			"queued", "answered", "connect_rate_a", "connect_rate_b", "connect_rate_c", "outage_calls", "within_15s_rate", "service_level", "service_level_30",
			"speed_of_answer", "wait_p50", "wait_p90", "wait_p95",
		}},
		{Key: "rolling", Title: "连续 24 小时", Chart: Lines, Charted: []string{"rolling_connect_rate"}, Figures: []string{"rolling_connect_rate"}},
		{
			Key: "waits", Title: "等待分布", By: []tally.Dimension{tally.Wait}, Default: []tally.Dimension{tally.Wait}, Chart: Bars, Charted: []string{"answered", "abandoned"},
			Figures: []string{"queued", "answered", "abandoned"},
		},
		{Key: "lost", Title: "放弃", By: ofCalls(), Default: []tally.Dimension{tally.Hour}, Chart: Bars, Charted: []string{"abandoned", "short_abandoned"}, Figures: []string{
			"abandoned", "short_abandoned", "abandonment_rate", "abandonment_rate_long",
		}},
	}
}

func ofAgents() []Section {
	groups := []tally.Dimension{tally.Agent, Team, Firm}
	return []Section{
		{Key: "answering", Title: "接听", By: append(groups, tally.Seat, tally.Topic, tally.Hour, tally.Weekday), Default: groups[:1], Chart: Bars, Charted: []string{"talks", "missed"}, Figures: []string{
			"rings", "missed", "missed_rate", "rejected", "talks", "talk_time", "hold_time", "interpreted", "satisfaction_rate",
		}},
		{Key: "time", Title: "工时", By: groups, Default: groups[:1], Chart: Bars, Charted: []string{"ready_time", "break_time"}, Figures: []string{
			"signed_in_time", "ready_time", "break_time", "after_call_time", "handling_time", "occupancy",
		}},
		{
			Key: "breaks", Title: "小休", By: append(groups, tally.BreakReason), Default: []tally.Dimension{tally.BreakReason}, Chart: Bars, Charted: []string{"break_time"},
			Figures: []string{"break_time"},
		},
	}
}

func subjects() []Section {
	return []Section{
		{Key: "regions", Title: "区县", By: ofCalls(), Default: []tally.Dimension{tally.Region}, Chart: Map, Charted: []string{"written"}, Figures: []string{
			"calls", "answered", "written", "amount", "satisfaction_rate",
		}},
		{Key: "matters", Title: "事项", By: ofCalls(), Default: []tally.Dimension{tally.Matter2}, Chart: Bars, Charted: []string{"written"}, Figures: []string{
			"calls", "answered", "written", "written_rate", "amount", "talk_time", "satisfaction_rate",
		}},
		{Key: "callers", Title: "来电人(一人可属几类,各计一次)", By: ofCalls(), Default: []tally.Dimension{tally.CallerKind}, Chart: Bars, Charted: []string{"written"}, Figures: []string{
			"calls", "answered", "written", "amount", "satisfaction_rate",
		}},
	}
}

func satisfaction() []Section {
	return []Section{
		{Key: "rated", Title: "评价", By: ofCalls(), Chart: Lines, Charted: []string{"satisfaction_rate", "participation_rate"}, Figures: []string{
			"rating_asked", "rated", "participation_rate", "satisfied", "dissatisfied", "satisfaction_rate",
		}},
		{Key: "scores", Title: "各等级", By: ofCalls(), Default: []tally.Dimension{tally.Topic}, Chart: Bars, Charted: scoreNames(), Figures: append([]string{"rated"}, scoreNames()...)},
		{Key: "called", Title: "回拨", By: ofCalls(), Chart: Bars, Charted: []string{"callbacks_due", "callbacks_done"}, Figures: []string{
			"dissatisfied", "callbacks_due", "callbacks_done", "callbacks_rate",
		}},
	}
}

func ofOrders() []Section {
	by := tally.OrderDimensions()
	return []Section{
		{Key: "orders", Title: "工单", By: by, Chart: Lines, Charted: []string{"orders_made", "orders_closed"}, Figures: []string{
			"orders_made", "orders_closed", "closing_rate", "returned_orders", "redone_orders", "order_satisfaction_rate",
		}},
		{Key: "limits", Title: "时限", By: by, Default: []tally.Dimension{tally.Unit}, Chart: Bars, Charted: []string{"overdue", "overdue_open"}, Figures: []string{
			"hand_over_rate", "reply_rate", "closing_rate", "overdue", "overdue_open",
		}},
	}
}

func yi() []Section {
	migrant := map[tally.Dimension]string{tally.CallerKind: "migrant_worker"}
	return []Section{
		{Key: "yi", Title: "彝语来电", By: ofCalls(), Chart: Bars, Charted: []string{"yi_seat", "yi_interpreted", "yi_called_back", "yi_lost"}, Figures: []string{
			"yi_offered", "yi_seat", "yi_interpreted", "yi_called_back", "yi_lost", "yi_seat_rate",
		}},
		{Key: "migrant", Title: "农民工来电", By: ofCalls(), Only: migrant, Chart: Lines, Charted: []string{"written"}, Figures: []string{
			"written", "amount", "answered", "speed_of_answer", "satisfaction_rate", "participation_rate",
		}},
		{Key: "migrant_matters", Title: "农民工事项", By: ofCalls(), Default: []tally.Dimension{tally.Matter2}, Only: migrant, Chart: Bars, Charted: []string{"written"}, Figures: []string{
			"written", "amount", "satisfaction_rate",
		}},
	}
}

func link() []Section {
	return []Section{
		{Key: "calls", Title: "12345 转来的电话", By: ofCalls(), Only: map[tally.Dimension]string{tally.Channel: "12345"}, Chart: Lines, Charted: []string{"calls", "answered"}, Figures: []string{
			"calls", "queued", "answered", "abandoned", "connect_rate_a", "speed_of_answer", "satisfaction_rate",
		}},
		{Key: "outside", Title: "转出与三方", By: ofCalls(), Chart: Bars, Charted: []string{"outside", "transfers", "three_ways"}, Figures: []string{
			"outside", "transfers", "three_ways",
		}},
		{
			Key: "orders", Title: "12345 转来的工单", By: tally.OrderDimensions(), Only: map[tally.Dimension]string{tally.OrderSource: "12345"}, Chart: Lines,
			Charted: []string{"orders_made", "orders_closed"}, Figures: []string{
				"orders_made", "orders_closed", "reply_rate", "closing_rate", "overdue", "overdue_open", "returned_orders",
			},
		},
	}
}
