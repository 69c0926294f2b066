package records

import (
	"context"
	"strings"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/pgtest"
)

func article(title, body string) Article {
	return Article{
		ID: callcenter.NewID(time.Now()), Kind: KnowledgeArticle, Title: title, Body: body, Author: "2001",
		From: time.Now().AddDate(0, 0, -1),
	}
}

// What is valid today is found by two characters, the title before the text; revisions stay,
// and of two edits of one revision one counts.
func TestKnowledgeIsFoundAndRevised(t *testing.T) {
	t.Parallel()
	r, _ := run(t, place(t, pgtest.Database(t), t.TempDir()))
	ctx := t.Context()
	save := func(base int, a Article) Article {
		t.Helper()
		saved, err := r.SaveArticle(ctx, base, a)
		if err != nil {
			t.Fatal(err)
		}
		return saved
	}
	injury := save(0, article("工伤认定怎么申请", "用人单位应在三十日内提出申请。"))
	save(0, article("劳动仲裁指引", "欠薪、工伤都可以申请仲裁。"))
	old := article("工伤旧规定", "已经废止。")
	old.From, old.To = time.Now().AddDate(-2, 0, 0), time.Now().AddDate(-1, 0, 0)
	save(0, old)
	coming := article("工伤新规定", "明年起施行。")
	coming.From = time.Now().AddDate(1, 0, 0)
	save(0, coming)
	template := article("欠薪答复", "您可以向劳动监察投诉。")
	template.Kind, template.Matter = AnswerTemplate, "wages"
	save(0, template)

	titles := func(f KnowledgeFilter) string {
		t.Helper()
		list, err := r.Knowledge(ctx, f)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, a := range list {
			all = append(all, a.Title)
		}
		return strings.Join(all, "|")
	}
	for _, q := range []struct {
		f    KnowledgeFilter
		want string
	}{
		{KnowledgeFilter{Text: "工伤"}, "工伤认定怎么申请|劳动仲裁指引"},
		{KnowledgeFilter{Text: "仲裁"}, "劳动仲裁指引"},
		{KnowledgeFilter{Text: "!!"}, ""},
		{KnowledgeFilter{Kind: AnswerTemplate, Matter: "wages"}, "欠薪答复"},
		{KnowledgeFilter{Kind: AnswerTemplate, Matter: "marriage"}, ""},
	} {
		if got := titles(q.f); got != q.want {
			t.Errorf("%+v: %s, want %s", q.f, got, q.want)
		}
	}
	if got := titles(KnowledgeFilter{Text: "工伤", All: true}); strings.Count(got, "|") != 3 {
		t.Errorf("all: %s", got)
	}
	again := injury
	again.Body = "职工本人可以在一年内提出申请。"
	for range 2 { // the answer to the first was lost
		if saved := save(1, again); saved.Revision != 2 {
			t.Errorf("%+v", saved)
		}
	}
	other := injury
	other.Body, other.Author = "另一个人的改动。", "2002"
	if _, err := r.SaveArticle(ctx, 1, other); !callcenter.Is(err, callcenter.Conflict) {
		t.Errorf("an edit of an old revision: %v", err)
	}
	if got := titles(KnowledgeFilter{Text: "三十日"}); got != "" {
		t.Errorf("an old revision is found: %s", got)
	}
	list, err := r.ArticleRevisions(ctx, injury.ID)
	if err != nil || len(list) != 2 || list[0].Revision != 2 || !strings.Contains(list[1].Body, "三十日") {
		t.Errorf("%+v, %v", list, err)
	}
}

// A message goes to a mobile, once, and is noted.
func TestKnowledgeIsSentToTheCaller(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	r, _ := run(t, place(t, url, t.TempDir()))
	ctx := t.Context()
	a, err := r.SaveArticle(ctx, 0, article("法律援助中心地址", "市中区某路 1 号。"))
	if err != nil {
		t.Fatal(err)
	}
	mobile, fixed := tellCall(t, r, noon, 1, "13800001234"), tellCall(t, r, noon.Add(time.Minute), 2, "08332441234")
	var sent []string
	send := func(_ context.Context, to callcenter.Number, text string) error {
		sent = append(sent, to.Local()+" "+text)
		return nil
	}
	for range 2 {
		if err := r.SendArticle(ctx, mobile, a.ID, send, entryOf("m", "1001", "")); err != nil {
			t.Fatal(err)
		}
		drain(t, r)
	}
	if len(sent) != 1 || !strings.HasPrefix(sent[0], "13800001234 【12348】法律援助中心地址") {
		t.Errorf("sent %q", sent)
	}
	if err := r.SendArticle(ctx, fixed, a.ID, send, entryOf("m", "1001", "")); !callcenter.Is(err, callcenter.Invalid) {
		t.Errorf("to a fixed line: %v", err)
	}
	conn := connect(t, url)
	if n := value[int](t, conn, `SELECT count(*) FROM audit WHERE action = 'send_message'`); n != 1 {
		t.Errorf("noted %d times", n)
	}
}
