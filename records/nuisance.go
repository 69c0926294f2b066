package records

import (
	"context"
	"time"

	"hotline/callcenter"
	"hotline/records/fold"
)

// explanations is how often a caller is told before his talk may be ended, and apart how
// far at least: two clicks are not two explanations.
const (
	explanations      = 2
	explanationsApart = 5 * time.Second
)

// Nuisance is what was done about a caller who harasses, in one call.
type Nuisance struct {
	Explained int         `json:"explained" doc:"已说明几次"`
	Last      time.Time   `json:"last,omitzero" doc:"最近一次说明"`
	Enough    bool        `json:"enough" doc:"可以终止通话"`
	Ended     bool        `json:"ended" doc:"已终止"`
	Block     *fold.Block `json:"block,omitempty" doc:"提请限制该号码来电"`
}

// Nuisance reads what was done in a call.
func (r *Reads) Nuisance(ctx context.Context, call callcenter.ID) (Nuisance, error) {
	var n Nuisance
	facts, err := r.Facts(ctx, call)
	if err != nil {
		return n, err
	}
	for _, f := range facts {
		switch f.Data.(type) {
		case callcenter.NuisanceExplained:
			n.Explained++
			n.Last = f.At
		case callcenter.NuisanceEnded:
			n.Ended = true
		}
	}
	n.Enough = n.Explained >= explanations
	if block := fold.OfCall(call, facts).Block; !block.ProposedAt.IsZero() {
		n.Block = &block
	}
	return n, nil
}

// Explain notes that the caller was told how to behave. Repeated with the same id: no
// effect. Conflict: so soon after the last time that it is the same explanation.
func (r *Records) Explain(ctx context.Context, call callcenter.ID, e Entry) (Nuisance, error) {
	facts, err := r.Facts(ctx, call)
	if err != nil {
		return Nuisance{}, err
	}
	for _, f := range facts {
		if _, is := f.Data.(callcenter.NuisanceExplained); !is {
			continue
		}
		if f.Occurrence == e.occurrence() {
			return r.Nuisance(ctx, call)
		}
		if time.Since(f.At) < explanationsApart {
			return Nuisance{}, callcenter.Errorf(callcenter.Conflict, "刚刚才说明过:请听来电者怎么说,%d 秒后再说明第二次", int(explanationsApart/time.Second))
		}
	}
	fact := callcenter.Fact{Subject: call, Occurrence: e.occurrence(), Data: callcenter.NuisanceExplained{Author: e.Author}}
	if err := r.settle(ctx, []callcenter.Fact{fact}); err != nil {
		return Nuisance{}, err
	}
	return r.Nuisance(ctx, call)
}

// MayDismiss refuses to end a talk for harassment before it was explained twice.
func (r *Reads) MayDismiss(ctx context.Context, call callcenter.ID) error {
	n, err := r.Nuisance(asProgram(ctx), call) // whose talk it is the call itself says
	if err == nil && !n.Enough {
		return callcenter.Errorf(callcenter.Conflict, "终止骚扰来电前须向来电者说明两次,现在说明了 %d 次", n.Explained)
	}
	return err
}

// Dismissed notes that the talk was ended for it.
func (r *Records) Dismissed(ctx context.Context, call callcenter.ID, e Entry) error {
	return r.commitNow(ctx, callcenter.Fact{Subject: call, Occurrence: e.occurrence(), Data: callcenter.NuisanceEnded{Author: e.Author}})
}
