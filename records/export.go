package records

import (
	"context"
	"iter"
	"regexp"
	"strconv"
	"strings"
	"time"

	"hotline/callcenter"
)

// ExportList is what is exported.
type ExportList string

// The lists.
const (
	ExportedCalls         ExportList = "calls"
	ExportedConsultations ExportList = "consultations"
)

// Export is what somebody asks to take away. It is noted as it stands, so nobody is named
// in it. What is strictly secret is in no export.
type Export struct {
	List    ExportList           `json:"list"`
	From    time.Time            `json:"from,omitzero"` // of arrival, half-open
	To      time.Time            `json:"to,omitzero"`
	Agent   callcenter.AgentID   `json:"agent,omitempty"`
	Topic   callcenter.TopicName `json:"topic,omitempty"`
	Outcome callcenter.Outcome   `json:"outcome,omitempty"`
	Region  string               `json:"region,omitempty"`   // of consultations
	Matter1 string               `json:"matter_1,omitempty"` // of consultations
	Result  string               `json:"result,omitempty"`   // of consultations
}

// Mask is what an export conceals. The zero Mask conceals all there is to conceal.
type Mask struct {
	Numbers      bool // shows whole numbers
	Confidential bool // shows what was written of confidential calls
}

// exportChunk is how many rows are read at a time: no transaction lasts as long as a slow
// reader, and an export of any length takes the memory of one chunk.
const exportChunk = 500

// Titles are the columns of a list.
func (l ExportList) Titles() []string {
	titles := []string{"来电编号", "来电时间", "来电号码", "业务主题", "语言", "结果", "首接话务员", "接听时间", "结束时间", "等候秒数", "通话秒数"}
	if l == ExportedConsultations {
		titles = append(titles, "填写人", "保存时间", "来电人群", "地区", "一级事项", "二级事项", "服务类别", "办理结果", "不予受理原因", "密级", "通话语言",
			"涉及金额(元)", "摘要", "答复")
	}
	return titles
}

// ExportRows gives a list as rows of text, some at a time, the newest first, as far as who
// asks may see the calls.
func (r *Reads) ExportRows(ctx context.Context, e Export, mask Mask) iter.Seq2[[][]string, error] {
	words := wordbook{reads: r, versions: map[int]Dictionaries{}}
	return pages(func(after string) ([][]string, string, error) {
		chunk, next, err := r.exportPage(ctx, e, after)
		if err != nil {
			return nil, "", err
		}
		rows := make([][]string, len(chunk))
		for i, x := range chunk {
			number, err := r.openNumber(x)
			if err != nil {
				return nil, "", err
			}
			if rows[i] = x.cells(number, mask); e.List == ExportedConsultations {
				sheet, err := x.sheet(ctx, &words, mask)
				if err != nil {
					return nil, "", err
				}
				rows[i] = append(rows[i], sheet...)
			}
		}
		return rows, next, nil
	})
}

// pages reads page after page until there is no next, or one cannot be read.
func pages(read func(after string) (rows [][]string, next string, err error)) iter.Seq2[[][]string, error] {
	return func(yield func([][]string, error) bool) {
		for after, more := "", true; more; {
			rows, next, err := read(after)
			if !yield(rows, err) || err != nil {
				return
			}
			after, more = next, next != ""
		}
	}
}

// openNumber opens the number of an exported call; the zero Number: he showed none, or is forgotten.
func (r *Reads) openNumber(x exported) (callcenter.Number, error) {
	if x.sealed == nil {
		return callcenter.Number{}, nil
	}
	return r.keys.OpenNumber(x.party, x.sealed, x.wrapped)
}

// cells are the columns both lists have.
func (x exported) cells(number callcenter.Number, mask Mask) []string {
	shown := number.String()
	switch {
	case number.Anonymous() && !x.party.IsZero():
		shown = "已遗忘"
	case mask.Numbers && !number.Anonymous():
		shown = number.Local()
	}
	return []string{
		x.call.String(), cellTime(x.arrived), shown, x.topic, x.language, outcomeText(callcenter.Outcome(x.outcome)), x.agent,
		cellTime(orZero(x.answered)), cellTime(orZero(x.ended)), cellSeconds(x.wait), cellSeconds(x.talk),
	}
}

func cellTime(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(callcenter.Leshan()).Format(time.DateTime)
}

func cellSeconds(ms *int64) string {
	if ms == nil {
		return ""
	}
	return strconv.FormatFloat(float64(*ms)/1000, 'f', 1, 64)
}

func cellID(id callcenter.ID) string {
	if id.IsZero() {
		return ""
	}
	return id.String()
}

// longNumber is what people write into a text that may be somebody's: a telephone, a bank
// card, an identity card.
var longNumber = regexp.MustCompile(`[0-9][0-9 -]{5,}[0-9Xx]`)

// maskNumbers conceals the middle of long numbers in a text.
func maskNumbers(text string) string {
	return longNumber.ReplaceAllStringFunc(text, func(n string) string {
		digits := strings.NewReplacer(" ", "", "-", "").Replace(n)
		if len(digits) < 7 {
			return n
		}
		return digits[:3] + "****" + digits[len(digits)-2:]
	})
}
