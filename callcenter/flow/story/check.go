package story

import (
	"fmt"
	"slices"

	"hotline/callcenter"
)

// Journal is what was kept of a story: the facts of the caller's call in order, how
// many calls ended in all, and the alarms that were raised.
type Journal struct {
	Facts  []callcenter.Payload
	Ended  int
	Alarms []callcenter.AlarmName
}

// Check compares a sentence of the ending with the journal.
func (j Journal) Check(s Step) error {
	ended := of[callcenter.CallEnded](j)
	if len(ended) != 1 {
		return fmt.Errorf("%s: the call ended %d times", s, len(ended))
	}
	got, is := j.says(s, ended[0])
	if !is {
		return fmt.Errorf("%s: but it is %v", s, got)
	}
	return nil
}

func (j Journal) says(s Step, ended callcenter.CallEnded) (got any, is bool) {
	text := func(got string) (any, bool) { return got, got == s.What }
	count := func(got int) (any, bool) { return got, got == s.N }
	switch s.Verb {
	case Outcome:
		return text(string(ended.Outcome))
	case Reason:
		return text(ended.Reason)
	case EndedBy:
		return text(string(ended.By))
	case Record:
		return count(j.Ended)
	case Rating:
		return one(j, func(r callcenter.RatingAnswered) bool { return r.Score == s.N })
	case Asked, NotAsked:
		asked := of[callcenter.RatingAsked](j)
		return asked, len(asked) == 1 == (s.Verb == Asked)
	case Segments:
		return count(len(of[callcenter.SegmentEnded](j)))
	case HoldCount:
		held, resumed := of[callcenter.SegmentHeld](j), of[callcenter.SegmentResumed](j)
		return held, len(held) == s.N && len(resumed) <= s.N
	case Gaps:
		return count(len(of[callcenter.RecordingPaused](j)))
	case Recorded:
		ended := of[callcenter.RecordingEnded](j)
		failed := slices.ContainsFunc(ended, func(r callcenter.RecordingEnded) bool { return r.Failed })
		return ended, len(ended) == s.N && !failed
	case Declined:
		return one(j, func(d callcenter.PromiseDeclined) bool { return string(d.Reason) == s.What })
	case Promises:
		return count(len(of[callcenter.PromiseMade](j)))
	case Missed:
		missed := 0
		for _, d := range of[callcenter.PromiseDeclined](j) {
			if d.Reason == callcenter.DeclinedNoAnswer {
				missed++
			}
		}
		return count(missed)
	case Notice:
		notices := of[callcenter.NoticePlayed](j)
		return notices, len(notices) == 1 && notices[0].Whole == (s.What == "whole")
	case Alarm:
		return j.Alarms, slices.Contains(j.Alarms, callcenter.AlarmName(s.What))
	case Topic:
		return one(j, func(m callcenter.MenuChosen) bool { return string(m.Topic) == s.What })
	case Went:
		return one(j, func(e callcenter.TransferEnded) bool { return string(e.Outcome) == s.What })
	case LegKind:
		return one(j, func(g callcenter.SegmentStarted) bool { return string(g.Kind) == s.What })
	case IsUrgent:
		return one(j, func(t callcenter.TransferStarted) bool { return t.Urgent })
	case How:
		return one(j, func(m callcenter.MenuChosen) bool { return string(m.How) == s.What })
	}
	return "nothing anybody can check", false
}

// of lists the facts of one kind.
func of[P callcenter.Payload](j Journal) (list []P) {
	for _, f := range j.Facts {
		if p, is := f.(P); is {
			list = append(list, p)
		}
	}
	return list
}

// one looks for a fact of that kind for which it is so.
func one[P callcenter.Payload](j Journal, so func(P) bool) (any, bool) {
	list := of[P](j)
	return list, slices.ContainsFunc(list, so)
}
