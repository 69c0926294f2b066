package flow_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"

	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/callcenter/flow"
)

// BenchmarkCall is what one whole call of the bench profile costs the controller
// beside its requests: the fakes answer at once, and an agent answers at once.
func BenchmarkCall(b *testing.B) {
	x, q, l := newExchange(), newPairing(), newLedger()
	floor := flow.NewFloor(bare(), x, q, l, l, zap.NewNop())
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- floor.Run(ctx) }()
	x.floor, q.floor = floor, floor
	q.agents = []*worker{{Agent: callcenter.Agent{ID: "wang", Seat: "seat-wang"}, topics: []callcenter.TopicName{"consult"}}}
	await := func(up bool) callcenter.LineID {
		for {
			if leg, is := x.legAt("seat-wang", up); is {
				return leg
			}
			runtime.Gosched()
		}
	}
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		call := x.dial(callcenter.LineID(fmt.Sprintf("caller-%d", n)), "13900001111")
		leg := await(false)
		x.pickUp(leg)
		for !x.together(call.Line, leg) {
			runtime.Gosched()
		}
		x.end(leg, callcenter.CauseNormal)
		if err := floor.Drain(ctx); err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	stop()
	<-ended
	if len(x.wrong) > 0 {
		b.Fatal(x.wrong[0])
	}
}
