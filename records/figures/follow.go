package figures

import (
	"fmt"

	"hotline/records/tally"
)

// followDefinitions look at whether somebody calls again: known so many days after.
func followDefinitions() []Definition {
	days := tally.FollowDays
	list := []Definition{
		count("followed", "号码可比的来电", fmt.Sprintf("显示号码、满 %d 天的来电", days), "followed"),
		count("repeats", "重复来电", fmt.Sprintf("同一号码在此前 %d 天内来过电话的来电", days), "repeats"),
		share("repeat_rate", "重复来电率", fmt.Sprintf("同一号码在此前 %d 天内来过电话的来电 ÷ 显示号码的来电", days), "repeats", "followed"),
		count("resolved", "一次解决", fmt.Sprintf("人工接听后 %d 天内同一号码未再来电的来电", days), "resolved"),
		share("first_call_resolution", "一次解决率", fmt.Sprintf("人工接听后 %d 天内同一号码未再来电的来电 ÷ 人工接听、显示号码的来电", days), "resolved", "followed_answered"),
	}
	for i := range list {
		list[i].Settles, list[i].Source = days, noNational
		list[i].Without = fmt.Sprintf("不显示号码的、未满 %d 天的", days)
	}
	return list
}
