package traffic

import (
	"fmt"
	"strings"

	"hotline/callcenter"
)

// form fills in what an agent would: keys of the first dictionary version.
func (c *call) form() callcenter.Form {
	pick := func(from ...string) string { return from[c.r.IntN(len(from))] }
	f := callcenter.Form{
		DictionaryVersion: 1,
		CallerKinds:       []string{pick("migrant_worker", "elderly", "minor", "woman", "disabled", "military", "low_income", "general", "undisclosed")},
		Region: pick("511102", "511111", "511112", "511113", "511123", "511124", "511126", "511129", "511132", "511133", "511181",
			"sichuan_other", "other_province", "unknown"),
		Matter1: "civil", Matter2: pick("marriage", "inheritance", "labour", "wages", "wages", "work_injury", "contract", "loan", "traffic", "injury", "medical", "property", "consumer"),
		ServiceKind: pick("advice", "advice", "advice", "legal_aid", "mediation", "notary", "complaint"),
		Result:      pick("answered", "answered", "answered", "answered", "order", "legal_aid_booked", "mediation_booked"),
		Secrecy:     "ordinary", SpokenLanguage: "mandarin",
	}
	switch {
	case c.chance(2):
		f.Secrecy = "strict"
	case c.chance(5):
		f.Secrecy = "confidential"
	}
	if c.chance(30) {
		f.AmountFen = new(c.r.Int64N(20_000_000))
	}
	if c.chance(10) {
		f.CallerKinds = append(f.CallerKinds, "minority_language")
	}
	return f
}

// phrases are drawn by rank: the first stands in every third record, the last in very few.
var phrases = strings.Fields(`
拖欠工资 劳动合同没有签 申请劳动仲裁 工伤认定 离婚 子女抚养费 财产分割 房屋买卖合同 民间借贷纠纷 交通事故赔偿 法律援助条件
加班费怎么计算 邻居漏水 土地承包经营权 宅基地使用权 遗嘱公证 继承顺序 消费者退款 物业费纠纷 彩礼返还 家庭暴力人身保护令
医疗事故鉴定 刑事拘留会见 取保候审 行政处罚听证 行政复议期限 国家赔偿程序 司法鉴定机构 人民调解协议 老年人赡养 未成年人监护
残疾人权益 农民工讨薪 社会保险补缴 经济补偿金 竞业限制 职业病诊断 租房押金不退 开发商逾期交房 网络购物诈骗 名誉侵权 保证责任
诉讼时效 财产保全 强制执行 失信被执行人 执行异议 上诉期限 再审申请 管辖异议 举证责任 电子证据 律师费承担 村委会征地补偿`)

// writing is some hundred characters: words people look for, and names and numbers that
// occur nowhere else.
func (c *call) writing() callcenter.Writing {
	words := func(n int) string {
		var b strings.Builder
		for range n {
			at := int(float64(len(phrases)) * c.r.Float64() * c.r.Float64())
			b.WriteString(phrases[at])
			b.WriteString([]string{",", "。", "的问题,", "如何处理?"}[c.r.IntN(4)])
		}
		return b.String()
	}
	name := string([]rune{rune(0x4e00 + c.r.IntN(8000)), rune(0x4e00 + c.r.IntN(8000))})
	return callcenter.Writing{
		Summary: fmt.Sprintf("来电人咨询%s对方为%s公司,涉及%d元。", words(3), name, c.r.IntN(500)*100),
		Answer:  "已告知" + words(5) + "请携带身份证、合同、转账记录到就近公共法律服务站。",
	}
}
