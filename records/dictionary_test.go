package records

import (
	"slices"
	"strings"
	"testing"

	"hotline/callcenter"
	"hotline/records/pgtest"
)

// TestDictionariesAreThoseOfTheRequirements holds the words of DB32/T 3837 and of
// GB/T 2260 as the hotline was asked for them.
func TestDictionariesAreThoseOfTheRequirements(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	r, _ := run(t, place(t, url, t.TempDir()))
	d, err := r.Dictionaries(t.Context(), 0)
	if err != nil || d.Version != 1 {
		t.Fatalf("version %d, %v", d.Version, err)
	}
	for name, want := range map[string]string{
		"caller_kind":  "农民工 老年人 未成年人 妇女 残疾人 军人军属 退役军人 低保/特困/低收入 英烈近亲属 见义勇为 家暴/虐待/遗弃受害人 少数民族语言 外来企业 外地来电 一般群众 拒绝提供",
		"service_kind": "法律咨询 法律援助 人民调解 公证 司法鉴定 仲裁 律师服务 法治宣传 服务投诉 建议",
		"result":       "当场解答 转专家/三方 转工单 法援预约登记 调解预约登记 指引其他渠道(已转接) 约期回拨 中断/无声 骚扰 不予受理",
		"secrecy":      "普通 保密 严格保密",
		"rating":       "非常满意 满意 基本满意 不满意 非常不满意",
		"region":       "市中区 沙湾区 五通桥区 金口河区 犍为县 井研县 夹江县 沐川县 峨边彝族自治县 马边彝族自治县 峨眉山市 四川其他市州 外省 不详",
	} {
		if got := labels(d.Words[name], ""); got != want {
			t.Errorf("%s\n%s\nwant\n%s", name, got, want)
		}
	}
	for parent, want := range map[string]string{
		"":               "民事 刑事 行政 其他",
		"civil":          "婚姻家庭 继承 劳动争议 劳动报酬/欠薪 工伤 合同 民间借贷 交通事故 人身损害 医疗 房屋物业相邻 土地承包/宅基地 消费 赡养抚养扶养 诉讼仲裁程序",
		"criminal":       "实务 附带民事 程序",
		"administrative": "处罚 诉讼复议 国家赔偿",
	} {
		if got := labels(d.Words["matter"], parent); got != want {
			t.Errorf("matters of %q\n%s\nwant\n%s", parent, got, want)
		}
	}
	codes := []string{"511102", "511111", "511112", "511113", "511123", "511124", "511126", "511129", "511132", "511133", "511181"}
	for i, w := range d.Words["region"][:len(codes)] {
		if w.Key != codes[i] {
			t.Errorf("%s is %s, want %s", w.Label, w.Key, codes[i])
		}
	}
	for name, words := range d.Words {
		if slices.ContainsFunc(words, func(w Word) bool { return w.Pinyin == "" }) {
			t.Errorf("%s: a word without pinyin", name)
		}
	}
	for _, w := range slices.Concat(d.Words["region"], d.Words["service_kind"], d.Words["matter"]) {
		want := map[string]string{
			"犍为县": "qian wei xian", "人民调解": "ren min tiao jie", "劳动争议": "lao dong zheng yi", "峨眉山市": "e mei shan shi", "赡养抚养扶养": "shan yang fu yang fu yang",
		}[w.Label]
		if want != "" && w.Pinyin != want {
			t.Errorf("%s is spelled %q, want %q", w.Label, w.Pinyin, want)
		}
	}
	if _, err := r.Dictionaries(t.Context(), 99); !callcenter.Is(err, callcenter.NotFound) {
		t.Errorf("version 99: %v", err)
	}
}

func labels(words []Word, parent string) string {
	var list []string
	for _, w := range words {
		if w.Parent == parent {
			list = append(list, w.Label)
		}
	}
	return strings.Join(list, " ")
}
