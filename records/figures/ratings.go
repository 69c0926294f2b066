package figures

import (
	"strconv"
	"strings"

	"hotline/records/tally"
)

func ratingDefinitions(r Rules) []Definition {
	levels := make([]string, len(r.Satisfied))
	for i, score := range r.Satisfied {
		levels[i] = "score_" + strconv.Itoa(score)
	}
	satisfied := func(b basis) (n int64) {
		for _, level := range levels {
			n += b.sums[level]
		}
		return n
	}
	part := share("participation_rate", "参评率", "作出评价的 ÷ 请求评价的", "rated", "asked")
	part.Source = "与满意率分列(安徽:57.16 % 与 99.75 %)"
	said := rows{part: counting(levels...)}
	list := []Definition{
		count("rating_asked", "请求评价", "通话后请来电者评价的次数", "asked"),
		count("rated", "已评价", "其中作出评价的", "rated"),
		part,
		{
			Name: "satisfied", Title: "满意", Formula: "评价为" + scoreList(r.Satisfied) + "的", Unit: Number, from: plain, rows: said,
			value: func(b basis) *float64 { return new(float64(satisfied(b))) },
		},
		{
			Name: "satisfaction_rate", Title: "满意率", Formula: "评价为" + scoreList(r.Satisfied) + "的 ÷ 作出评价的", Unit: Share,
			Without: "未作评价的", Source: "安徽合同:不低于 90 %;乐山 2021 年答复:98 %", from: plain, rows: rows{said.part, counting("rated")},
			value: func(b basis) *float64 { return over(satisfied(b), b.sums["rated"]) },
		},
		{
			Name: "dissatisfied", Title: "不满意", Formula: "作出评价而不在" + scoreList(r.Satisfied) + "之内的", Unit: Number, from: plain,
			rows:  rows{part: &tally.Which{Any: []string{"rated"}, Not: said.part}},
			value: func(b basis) *float64 { return new(float64(b.sums["rated"] - satisfied(b))) },
		},
	}
	for score, title := range []string{"非常满意", "满意", "基本满意", "不满意", "非常不满意"} {
		name := scoreNames()[score]
		list = append(list, count(name, title+"("+strconv.Itoa(score+1)+" 分)", "评价为 "+strconv.Itoa(score+1)+" 分的", name))
	}
	return list
}

func scoreNames() []string { return []string{"score_1", "score_2", "score_3", "score_4", "score_5"} }

func scoreList(scores []int) string {
	list := make([]string, len(scores))
	for i, s := range scores {
		list[i] = strconv.Itoa(s)
	}
	return " " + strings.Join(list, "、") + " 分"
}
