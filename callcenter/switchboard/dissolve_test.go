package switchboard_test

import (
	"strconv"
	"testing"

	"hotline/callcenter"
)

// Who was taken out of a bridge hears what is said to him next, however slow the
// machine is at dissolving the bridge behind him, and may be joined again at once. (Without the parting one saying in
// twenty is lost.)
func TestSaidAfterATalk(t *testing.T) {
	t.Parallel()
	caller := newPhone(t, newCaller())
	f := open(t, newApp(), caller.user)
	ctx := t.Context()
	a, _ := f.arrive(caller)
	for n := range 20 {
		must(t, f.Join(ctx, a.Call, a.Line))
		saying := a.Call.String() + "-" + strconv.Itoa(n)
		must(t, f.Part(ctx, a.Call, a.Line))
		must(t, f.Dissolve(ctx, a.Call))
		if _, err := f.Say(ctx, a.Line, saying, callcenter.Mandarin, callcenter.Welcome); err != nil {
			t.Fatal(err)
		}
		must(t, f.Hush(ctx, saying))
		if e := f.expect(callcenter.SayingEnded, a.Line); e.Saying != saying {
			t.Errorf("said %+v", e)
		}
	}
}
