package records

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/pgtest"
)

// TestSearch holds what a search finds: words of two characters and of one, phrases, any
// of several places, newest or best first, and nothing that is not the reader's.
func TestSearch(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	r, _ := run(t, place(t, url, t.TempDir()))
	texts := []string{
		"老板拖欠工资三个月", "工伤认定后工资怎么算,工资还没发", "离婚。财产如何分割", "公司要求加班", "工。资",
		"纳税问题", "已向12348咨询WTO规则", "家暴,孩子",
	}
	var calls []callcenter.ID
	for n, text := range texts {
		agent := callcenter.AgentID(fmt.Sprint(1001 + n%2))
		facts := wholeCall(noon.Add(time.Duration(n)*time.Hour), n, fmt.Sprint("1380000000", n%3), agent, callcenter.ID{})
		for _, f := range facts {
			r.Tell(f)
		}
		calls = append(calls, facts[0].Subject)
		e := entryOf("s", agent, text)
		e.Writing.Answer = "请带好材料"
		if n == 7 {
			e.Form.Secrecy = "strict"
		}
		if n == 3 {
			e.Form.Region = "511111"
		}
		drain(t, r)
		if _, err := r.Save(t.Context(), calls[n], 0, Concern{}, e); err != nil {
			t.Fatal(err)
		}
	}
	all := Asker{Staff: "manager", Reach: All, Secrets: All}
	search := func(s Search, by Asker) (FoundPage, error) {
		ctx, asker := Asking(t.Context())
		*asker = by
		return r.Search(ctx, s)
	}
	finds := func(what string, s Search, by Asker, want ...int) {
		t.Helper()
		page, err := search(s, by)
		if err != nil {
			t.Fatal(what, err)
		}
		var got []int
		for _, f := range page.Found {
			got = append(got, slices.Index(calls, f.Call))
			if !strings.HasPrefix(texts[slices.Index(calls, f.Call)], f.Summary) || f.ArrivedAt.IsZero() {
				t.Errorf("%s: %+v", what, f)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: found %v, want %v", what, got, want)
		}
	}
	finds("two characters, the best first", Search{Text: "工资"}, all, 1, 0)
	finds("newest first", Search{Text: "材料", Order: NewestFirst}, all, 6, 5, 4, 3, 2, 1, 0)
	finds("a phrase", Search{Text: "拖欠工资"}, all, 0)
	finds("two words", Search{Text: "工资 工伤"}, all, 1)
	finds("no phrase over a full stop", Search{Text: "婚财"}, all)
	finds("one character", Search{Text: "税"}, all, 5)
	finds("at the end of a run", Search{Text: "班"}, all, 3)
	finds("letters and digits", Search{Text: "wto １２３４８"}, all, 6)
	finds("what is in both", Search{Text: "工"}, all, 1, 4, 0)
	finds("time", Search{Text: "材料", Order: NewestFirst, From: noon.Add(2 * time.Hour), To: noon.Add(4 * time.Hour)}, all, 3, 2)
	finds("region", Search{Text: "材料", Region: "511111"}, all, 3)
	finds("topic", Search{Text: "材料", Topic: "wages"}, all)
	finds("agent", Search{Text: "材料", Agent: "1002", Order: NewestFirst}, all, 5, 3, 1)
	finds("his own", Search{Text: "材料", Order: NewestFirst}, Asker{Staff: "1002", Reach: Own}, 5, 3, 1)
	finds("nobody's", Search{Text: "材料"}, Asker{Staff: "1002"})
	finds("a county's and his own", Search{Text: "材料"}, Asker{Staff: "1002", Reach: All, County: "511111"}, 5, 3, 1)
	finds("a county's", Search{Text: "材料"}, Asker{Staff: "9", Reach: All, County: "511111"}, 3)
	finds("strictly secret", Search{Text: "家暴"}, Asker{Staff: "1002", Reach: Own})
	finds("strictly secret, for all", Search{Text: "家暴"}, all)

	// The one function says what the policies on the texts say.
	for _, by := range []Asker{
		all,
		{Staff: "1002", Reach: Own},
		{Staff: "9", Reach: Own},
		{Staff: "9", Reach: All, County: "511111"},
		{Staff: "1001", Reach: All, County: "511111"},
		{Staff: "9", Reach: All, County: "511126"},
		{Staff: "1001"},
		{},
	} {
		ctx, asker := Asking(t.Context())
		*asker = by
		rows, err := r.db.Query(ctx, `SELECT t.call FROM consultation_text t JOIN call c ON c.id = t.call WHERE t.answer LIKE '%材料%' ORDER BY c.arrived_at DESC`)
		if err != nil {
			t.Fatal(err)
		}
		seen, err := pgx.CollectRows(rows, pgx.RowTo[callcenter.ID])
		if err != nil {
			t.Fatal(err)
		}
		var want []int
		for _, id := range seen {
			want = append(want, slices.Index(calls, id))
		}
		finds(fmt.Sprintf("%+v", by), Search{Text: "材料", Order: NewestFirst}, by, want...)
	}

	for _, order := range []SearchOrder{BestFirst, NewestFirst} {
		s, seen := Search{Text: "材料", Order: order, Limit: 2}, map[callcenter.ID]bool{}
		for {
			page, err := search(s, all)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range page.Found {
				if seen[f.Call] {
					t.Errorf("%s: twice", order)
				}
				seen[f.Call] = true
			}
			if s.After = page.Next; s.After == "" {
				break
			}
		}
		if len(seen) != 7 {
			t.Errorf("%s: %d on all pages", order, len(seen))
		}
	}

	if _, err := r.Save(t.Context(), calls[0], 1, Concern{}, entryOf("t", "1001", "补偿金")); err != nil {
		t.Fatal(err)
	}
	texts[0] = "补偿金"
	finds("an edit", Search{Text: "补偿"}, all, 0)
	finds("what stood before it", Search{Text: "工资"}, all, 1)

	party, err := r.PartyOf(t.Context(), number("13800000001"))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Forget(t.Context(), party); err != nil {
		t.Fatal(err)
	}
	finds("forgotten", Search{Text: "工资"}, all)
	conn := connect(t, url)
	if n := value[int](t, conn, `SELECT count(*) FROM consultation_search s JOIN call c ON c.id = s.call WHERE c.party = $1 AND s.words <> ''`, party); n > 0 {
		t.Errorf("%d forgotten consultations have words", n)
	}
}
