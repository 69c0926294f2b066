package orders

// Kind is what an order is about; it has fields of its own.
type Kind string

// The kinds.
const (
	FollowUp    Kind = "follow_up"   // 咨询跟进
	LegalAid    Kind = "legal_aid"   // 法援预约登记
	Mediation   Kind = "mediation"   // 调解预约登记
	Appointment Kind = "appointment" // 预约服务
	Complaint   Kind = "complaint"   // 服务投诉
	Enterprise  Kind = "enterprise"  // 外来企业投诉
	Report      Kind = "report"      // 强制报告
)

// FieldType is what a field takes. Whoever writes free text writes it elsewhere: fields
// stand in the journal of moves, where nobody may be named.
type FieldType string

// The types.
const (
	Whole  FieldType = "whole" // a number of people, of cases
	Fen    FieldType = "fen"   // an amount of money
	YesNo  FieldType = "yes_no"
	Choice FieldType = "choice"
)

// OrderField is one field of a kind.
type OrderField struct {
	Name    string    `json:"name"`
	Title   string    `json:"title"`
	Type    FieldType `json:"type" enum:"whole,fen,yes_no,choice"`
	Choices []Option  `json:"choices,omitempty"`
	Needed  bool      `json:"needed,omitempty"`
}

// Option is one choice.
type Option struct {
	Key   string `json:"key"`
	Label string `json:"label"`
}

// KindInfo is a kind with its fields: those it is made with, and those it is closed with.
type KindInfo struct {
	Kind    Kind         `json:"kind"`
	Title   string       `json:"title"`
	Fields  []OrderField `json:"fields"`
	Closing []OrderField `json:"closing"`
}

func words(pairs ...string) []Option {
	var list []Option
	for i := 0; i < len(pairs); i += 2 {
		list = append(list, Option{pairs[i], pairs[i+1]})
	}
	return list
}

// Kinds lists them with their fields.
func Kinds() []KindInfo {
	amount := OrderField{Name: "amount_fen", Title: "涉及金额", Type: Fen}
	answered := OrderField{Name: "answered", Title: "已给来电人明确答复", Type: YesNo, Needed: true}
	return []KindInfo{
		{FollowUp, "咨询跟进", []OrderField{}, []OrderField{answered}},
		{
			LegalAid, "法援预约登记",
			[]OrderField{
				{Name: "case", Title: "案件类别", Type: Choice, Choices: words("civil", "民事", "criminal", "刑事", "administrative", "行政", "wages", "农民工讨薪"), Needed: true},
				{Name: "people", Title: "申请人数", Type: Whole},
				amount,
			},
			[]OrderField{
				{Name: "accepted", Title: "已受理", Type: YesNo, Needed: true},
				{Name: "finished", Title: "案件已办结", Type: YesNo, Needed: true},
				{Name: "people", Title: "受援人数", Type: Whole, Needed: true},
				{Name: "recovered_fen", Title: "挽回损失", Type: Fen, Needed: true},
			},
		},
		{
			Mediation, "调解预约登记",
			[]OrderField{
				{Name: "dispute", Title: "纠纷类别", Type: Choice, Choices: words("family", "婚姻家庭", "neighbour", "邻里", "labour", "劳动", "contract", "合同", "land", "土地", "other", "其他"), Needed: true},
				{Name: "people", Title: "当事人数", Type: Whole},
				amount,
			},
			[]OrderField{{Name: "settled", Title: "调解成功", Type: YesNo, Needed: true}, {Name: "amount_fen", Title: "协议金额", Type: Fen}},
		},
		{
			Appointment, "预约服务",
			[]OrderField{{Name: "way", Title: "方式", Type: Choice, Choices: words("phone", "电话预约", "centre", "到中心", "home", "上门服务"), Needed: true}},
			[]OrderField{{Name: "held", Title: "已按预约服务", Type: YesNo, Needed: true}},
		},
		{
			Complaint, "服务投诉",
			[]OrderField{{Name: "against", Title: "投诉对象", Type: Choice, Choices: words("lawyer", "律师", "notary", "公证机构", "forensic", "鉴定机构", "grassroots", "基层法律服务", "hotline", "本热线", "other", "其他"), Needed: true}},
			[]OrderField{{Name: "founded", Title: "投诉属实", Type: YesNo, Needed: true}},
		},
		{
			Enterprise, "外来企业投诉",
			[]OrderField{
				{Name: "about", Title: "投诉事由", Type: Choice, Choices: words("payment", "拖欠款项", "permit", "行政许可", "inspection", "检查处罚", "contract", "合同纠纷", "other", "其他"), Needed: true},
				amount,
			},
			[]OrderField{{Name: "resolved", Title: "问题已解决", Type: YesNo, Needed: true}, {Name: "recovered_fen", Title: "挽回损失", Type: Fen}},
		},
		{
			Report, "强制报告",
			[]OrderField{{Name: "report", Title: "报告种类", Type: Choice, Choices: words("minor_abuse", "未成年人遭受侵害", "domestic_violence", "家庭暴力", "life_threat", "有生命危险", "other", "其他须立即处理"), Needed: true}},
			[]OrderField{{Name: "reported_to", Title: "已报告给", Type: Choice, Choices: words("police", "公安机关", "civil_affairs", "民政部门", "procuratorate", "检察机关", "education", "教育部门", "unfounded", "核实后无须报告"), Needed: true}},
		},
	}
}

// decision are the fields of a decision on legal aid: urgent cases are taken first and
// checked later (法律援助法 44).
func decision() []OrderField {
	return []OrderField{{
		Name: "decision", Title: "决定", Type: Choice, Needed: true,
		Choices: words("accepted", "给予法律援助", "taken_first", "先行提供、后补手续", "refused", "不予法律援助"),
	}}
}
