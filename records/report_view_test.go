package records

import (
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/pgtest"
)

func TestReportViewsAreTheirOwners(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	r, _ := run(t, place(t, url, t.TempDir()))
	ctx := t.Context()
	own := ReportView{ID: callcenter.NewID(time.Now()), Owner: "1001", Title: "我的", Choices: "page=agents&only=agent=1001"}
	all := ReportView{ID: callcenter.NewID(time.Now()), Owner: "1006", Title: "月报", Choices: "page=overview&step=month", Shared: true}
	for _, v := range []ReportView{own, all, own} { // repeated: once
		if err := r.SaveReportView(ctx, v); err != nil {
			t.Fatal(err)
		}
	}
	sees := func(staff callcenter.AgentID, titles ...string) {
		t.Helper()
		views, err := r.ReportViews(ctx, staff)
		if err != nil || len(views) != len(titles) {
			t.Fatalf("%s sees %+v, %v", staff, views, err)
		}
		for i, title := range titles {
			if views[i].Title != title {
				t.Errorf("%s sees %+v", staff, views)
			}
		}
	}
	sees("1001", "我的", "月报")
	sees("1002", "月报")
	stolen := all
	stolen.Owner, stolen.Title = "1002", "x"
	if err := r.SaveReportView(ctx, stolen); !callcenter.Is(err, callcenter.NotFound) {
		t.Errorf("another's view changed: %v", err)
	}
	if err := r.DropReportView(ctx, "1002", all.ID); !callcenter.Is(err, callcenter.NotFound) {
		t.Errorf("another's view deleted: %v", err)
	}
	all.Shared = false
	if err := r.SaveReportView(ctx, all); err != nil {
		t.Fatal(err)
	}
	sees("1002")
	if err := r.DropReportView(ctx, "1006", all.ID); err != nil {
		t.Fatal(err)
	}
	sees("1006")
	var noted int
	err := pool(t, url).QueryRow(ctx, `SELECT count(*) FROM audit WHERE action = 'report_view.changed'`).Scan(&noted)
	if err != nil || noted != 2 { // shared, and no longer
		t.Errorf("noted %d times: %v", noted, err)
	}
}
