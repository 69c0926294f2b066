package callcenter_test

import (
	"testing"
	"time"

	"hotline/callcenter"
)

func TestHours(t *testing.T) {
	t.Parallel()
	office := []callcenter.Span{"09:00-12:00", "14:00-17:30"}
	h := callcenter.Hours{
		Week: [][]callcenter.Span{office, office, office, office, office, nil, {"00:00-24:00"}},
		Exceptions: []callcenter.Exception{
			{From: "2026-10-01", To: "2026-10-07", Title: "国庆节"},
			{From: "2026-10-10", To: "2026-10-10", Title: "调休上班", Open: office},
		},
	}
	for moment, open := range map[string]bool{
		"2026-11-23T08:59:59+08:00": false, // a Monday
		"2026-11-23T09:00:00+08:00": true,
		"2026-11-23T12:00:00+08:00": false,
		"2026-11-23T17:29:59+08:00": true,
		"2026-11-23T17:30:00+08:00": false,
		"2026-11-23T01:30:00Z":      true, // 09:30 in Leshan
		"2026-11-28T10:00:00+08:00": false,
		"2026-11-29T00:00:00+08:00": true,
		"2026-11-29T23:59:59+08:00": true,
		"2026-10-01T10:00:00+08:00": false,
		"2026-10-07T23:00:00+08:00": false,
		"2026-10-08T10:00:00+08:00": true,
		"2026-10-10T10:00:00+08:00": true, // a Saturday worked instead
		"2026-10-10T13:00:00+08:00": false,
	} {
		at, err := time.Parse(time.RFC3339, moment)
		if err != nil {
			t.Fatal(err)
		}
		if got := h.Open(at); got != open {
			t.Errorf("%s open: %t", moment, got)
		}
	}
	for _, s := range []callcenter.Span{"", "9:00-12:00", "09:00-09:00", "12:00-09:00", "00:00-24:01", "09:60-10:00", "09:00-17:30x", "09:00", "-1:00-02:00", "22:00-06:00"} {
		if _, _, err := s.Minutes(); !callcenter.Is(err, callcenter.Invalid) {
			t.Errorf("%q: %v", s, err)
		}
	}
}
