package records

import "testing"

func TestSpelling(t *testing.T) {
	t.Parallel()
	for label, want := range map[string]string{
		"劳动报酬/欠薪": "lao dong bao chou qian xin",
		"妇女":      "fu nü",
		"转12345":  "zhuan 12345",
		"A类 WTO":  "a lei wto",
		"":        "",
	} {
		if got := spelling(label); got != want {
			t.Errorf("%s: %q, want %q", label, got, want)
		}
	}
}
