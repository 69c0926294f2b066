package figures

import (
	"slices"

	"hotline/callcenter"
	"hotline/records/tally"
)

// Side is which of a figure's calls somebody wants to see.
type Side string

// The sides: what stands above the line of the quotient, what it lacks, and all below it.
const (
	Part  Side = "part"
	Rest  Side = "rest"
	Whole Side = "whole"
)

// sided says which sides there are to be seen.
func (d Definition) sided() Definition {
	d.Sides = nil
	if d.rows.part != nil {
		d.Sides = append(d.Sides, Part)
	}
	if d.rows.whole != nil {
		if d.rows.part != nil {
			d.Sides = append(d.Sides, Rest)
		}
		d.Sides = append(d.Sides, Whole)
	}
	return d
}

// Which rows are on a side of a figure; the first side there is if none is named.
func (d Definition) Which(side Side) (tally.Which, error) {
	if side == "" && len(d.Sides) > 0 {
		side = d.Sides[0]
	}
	if !slices.Contains(d.Sides, side) {
		return tally.Which{}, callcenter.Errorf(callcenter.Invalid, "指标“%s”没有可点开的 %q", d.Title, side)
	}
	switch side {
	case Part:
		return *d.rows.part, nil
	case Whole:
		return *d.rows.whole, nil
	}
	rest := *d.rows.whole
	rest.But = d.rows.part
	return rest, nil
}

// OfOrders reports that what a figure counts are orders and no calls.
func (d Definition) OfOrders() bool { return slices.Contains(d.from, fromOrders) }
