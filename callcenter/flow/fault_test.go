package flow_test

import (
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/callcenter/flow/story"
)

// A fault in one call puts its caller where he stood, and the story goes on; the
// happy path survives one panic in any request.
func TestOneFaultIsSurvived(t *testing.T) {
	told, err := story.Parse(`
		wang is ready for consult
		caller dials; hears menu; presses 1
		wang's phone rings; wang answers; both talk 10 s; wang hangs up
		→ outcome completed; segments 1; record 1`)
	if err != nil {
		t.Fatal(err)
	}
	for _, verb := range []string{"answer", "say", "hush", "music", "remember", "join", "record", "dissolve", "hangup"} {
		t.Run(verb, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &player{house: open(t, standard())}
				p.floorLog(zap.NewNop())
				p.x.panics[verb] = 1
				p.play(told)
			})
		})
	}
}

// A fault that stays ends the call as failed: recorded, and no line is left.
func TestFaultThatStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := open(t, standard())
		h.floorLog(zap.NewNop())
		h.x.panics["music"] = 1000
		other := h.x.dial("other", "13900002222")
		call := h.x.dial("caller", "13900001111")
		time.Sleep(5 * time.Second)
		h.x.press(call.Line, "1")
		time.Sleep(10 * time.Second)
		h.x.end(other.Line, callcenter.CauseNormal)
		h.settle(call.Call)
		if end := of[callcenter.CallEnded](h.l, call.Call); end[0].Outcome != callcenter.Failed {
			t.Errorf("ended %+v", end)
		}
	})
}

// floorLog starts the controller anew with another log: a panic is an error there.
func (h *house) floorLog(log *zap.Logger) {
	h.kill()
	h.log = log
	h.start()
}
