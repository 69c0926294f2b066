package bigram

import "testing"

func TestVector(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":           "",
		"工资":         "'工资':1A '资':2A",
		"拖欠工资3000元。": "'拖欠':1A '欠工':2A '工资':3A '资':4A '3000':6A '元':8A",
		"离婚,财产":      "'离婚':1A '婚':2A '财产':4A '产':5A",
		"A公司's":      "'a':1A '公司':3A '司':4A 's':6A",
		"ＷＴＯ":        "'wto':1A",
		"ꆈꌠꉙ":        "'ꆈꌠ':1A 'ꌠꉙ':2A 'ꉙ':3A",
	} {
		if got := Vector(text); got != want {
			t.Errorf("%q\n%s\nwant\n%s", text, got, want)
		}
	}
	if got := Vector("甲", "乙"); got != "'甲':1A '乙':13B" {
		t.Error(got)
	}
}

func TestQuery(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		" ,。":       "",
		"工资":        "('工资')",
		"拖欠工资":      "('拖欠'<->'欠工'<->'工资')",
		"工资 工伤":     "('工资') & ('工伤')",
		"税":         "'税':*",
		"12345 转":   "'12345':* & '转':*",
		"'; drop--": "'drop':*",
	} {
		if got := Query(text); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// FuzzVector: whatever is written becomes terms without a quote or a backslash.
func FuzzVector(f *testing.F) {
	for _, s := range []string{"", "工资", `'\`, "a'b", "\xff", "ꆈ1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, run := range runs(s) {
			for _, term := range run.terms() {
				for _, r := range term {
					if r == '\'' || r == '\\' || r == ' ' {
						t.Errorf("%q has the term %q", s, term)
					}
				}
			}
		}
	})
}
