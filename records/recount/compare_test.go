package recount

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/records/fold"
)

var noon = time.Unix(1795000000, 0)

// row is one of cdr_csv as Asterisk writes it.
func row(context, partner, id string, start, end time.Duration) string {
	clock := func(d time.Duration) string { return noon.Add(d).UTC().Format(time.DateTime) }
	return fmt.Sprintf(`"","13800001234","12348",%q,"","PJSIP/anonymous-00000001",%q,"StasisBroadcast","2000,^hotline-",%q,%q,%q,3,3,"ANSWERED","DOCUMENTATION",%q`,
		context, partner, clock(start), clock(start), clock(end), id) + "\n"
}

func TestLinesArePutTogetherFromTheirRows(t *testing.T) {
	folder := t.TempDir()
	for name, text := range map[string]string{
		"Master-20261118T10.csv": row("offer", "PJSIP/8001-0000000a", "x-1795000000.1", 0, 9*time.Second),
		"Master.csv": row("offer", "PJSIP/8002-0000000b", "x-1795000000.1", 0, 30*time.Second) +
			"\"\",\"half a row\n" + `"","1","2"` + "\n" +
			row("from-seat", "PJSIP/8002-0000000b", "x-1795000001.2", 0, time.Second) +
			row("from-trunk", "", "01a20a9b-84f0-719d-ab54-10eaec1d16bc.0.outside1", 0, time.Second) +
			row("offer", "", "x-1795003600.3", time.Hour, time.Hour),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	book, err := Open(folder, noon, noon.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	lines := book.Lines
	line := lines["x-1795000000.1"]
	if len(lines) != 1 || line.Called != "12348" || !line.Answered || !line.End.Equal(noon.Add(30*time.Second)) || !slices.Equal(line.Seats, []callcenter.SeatID{"8001", "8002"}) {
		t.Errorf("lines %+v", lines)
	}
	if book.Corrupt == 0 {
		t.Error("rows that cannot be read were not counted")
	}
	if _, err := Open(filepath.Join(folder, "none"), noon, noon.Add(time.Hour)); !callcenter.Is(err, callcenter.NotFound) {
		t.Errorf("a folder that is not there: %v", err)
	}
}

func TestEachDifferenceHasItsName(t *testing.T) {
	end := noon.Add(time.Minute)
	line := func() Line {
		return Line{ID: "x-1795000000.1", Called: "12348", Start: noon, End: end, Answered: true, Seats: []callcenter.SeatID{"8001"}}
	}
	whole := func() call {
		return call{Record: fold.Record{
			Call:     fold.Call{ID: callcenter.CallIDOf("x-1795000000.1", noon), ArrivedAt: noon, EndedAt: end, Outcome: callcenter.Completed},
			Segments: []fold.Segment{{Kind: callcenter.AgentLeg, Seat: "8001", EndedAt: end}},
		}}
	}
	for name, c := range map[string]struct {
		bend func(l *Line, c *call)
		want string
	}{
		"alike":                 {func(*Line, *call) {}, ""},
		"cut fraction":          {func(_ *Line, c *call) { c.Call.EndedAt = end.Add(990 * time.Millisecond); c.Segments[0].EndedAt = noon }, ""},
		"rated after the talk":  {func(l *Line, c *call) { c.Call.EndedAt = end.Add(20 * time.Second) }, ""},
		"no record":             {func(_ *Line, c *call) { c.Call.Line = "gone" }, "no_record"},
		"no line":               {func(l *Line, _ *call) { l.ID = "" }, "no_line"},
		"no line after a death": {func(l *Line, c *call) { l.ID = ""; c.Call.Reason = "lost" }, "no_line explained"},
		"never answered":        {func(l *Line, _ *call) { l.Answered = false }, "answered"},
		"ended otherwise":       {func(l *Line, _ *call) { l.End = end.Add(-10 * time.Second) }, "ended"},
		"ended unwatched":       {func(l *Line, c *call) { l.End = end.Add(-10 * time.Second); c.unwatched = true }, "ended explained"},
		"others talked on":      {func(l *Line, c *call) { l.End = end.Add(-10 * time.Second); c.Transfers = []fold.Transfer{{}} }, ""},
		"not joined":            {func(l *Line, _ *call) { l.Seats = nil }, "joined"},
		"joined with another":   {func(l *Line, _ *call) { l.Seats = []callcenter.SeatID{"8001", "8002"} }, "joined"},
		"joined with one asked in": {func(l *Line, c *call) {
			l.Seats = []callcenter.SeatID{"8001", "8002"}
			c.Segments = append(c.Segments, fold.Segment{Kind: callcenter.ConsultLeg, Seat: "8002", EndedAt: end})
		}, ""},
		"still open": {func(l *Line, c *call) { c.Call.EndedAt = time.Time{} }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			l, kept := line(), whole()
			c.bend(&l, &kept)
			book, calls := Book{Lines: map[callcenter.LineID]Line{}}, map[callcenter.LineID]call{}
			if l.ID != "" {
				book.Lines[l.ID] = l
			}
			if kept.Call.Line != "gone" {
				calls["x-1795000000.1"] = kept
			}
			list, _ := compare(book, []string{"12348"}, calls, end.Add(time.Hour))
			var got []string
			for _, d := range list {
				text := string(d.Kind)
				if d.Explained {
					text += " explained"
				}
				if d.Kind.Title() == "" || d.Detail == "" {
					t.Errorf("%s says nothing to who reads it", d.Kind)
				}
				got = append(got, text)
			}
			if strings.Join(got, ", ") != c.want {
				t.Errorf("differences %q, want %q", got, c.want)
			}
		})
	}
}

func TestWhatJustEndedMayStandOnOneSideAlone(t *testing.T) {
	book := Book{Lines: map[callcenter.LineID]Line{"x-1795000000.1": {ID: "x-1795000000.1", Called: "12348", Start: noon, End: noon.Add(time.Minute)}}}
	if list, _ := compare(book, []string{"12348"}, nil, noon.Add(30*time.Second)); len(list) != 0 {
		t.Errorf("its facts are on their way: %+v", list)
	}
	if list, _ := compare(book, []string{"12368"}, nil, noon.Add(time.Hour)); len(list) != 0 {
		t.Errorf("another centre's line: %+v", list)
	}
}

func TestAnotherAsterisksCallsAreNotMissed(t *testing.T) {
	ended := call{Record: fold.Record{Call: fold.Call{EndedAt: noon}}}
	calls := map[callcenter.LineID]call{"other-1795000000.1": ended, "x-1795000000.1": ended}
	list, _ := compare(Book{Systems: map[string]bool{"x": true}}, []string{"12348"}, calls, noon.Add(time.Hour))
	if len(list) != 1 || list[0].Line != "x-1795000000.1" {
		t.Errorf("missed: %+v", list)
	}
}
