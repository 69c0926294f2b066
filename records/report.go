package records

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"hotline/callcenter"
	"hotline/records/figures"
	"hotline/records/tally"
)

// Report reads figures. They are sums without secret content, the same for everyone, so
// it is the program that reads them, whoever asks.
func (r *Reads) Report(ctx context.Context, ask figures.Ask) (figures.Report, error) {
	ctx, cancel := context.WithTimeout(asProgram(ctx), readTimeout)
	defer cancel()
	ask.Rules = r.rules
	var err error
	if ask.Groups, err = r.groupsFor(ctx, ask.Query); err != nil {
		return figures.Report{}, err
	}
	report, err := figures.Read(ctx, r.db, ask)
	return report, readFailed("read report", err)
}

// Rules are those this hotline's figures follow.
func (r *Reads) Rules() figures.Rules { return r.rules }

// groupsFor reads who belongs where if the query asks for it.
func (r *Reads) groupsFor(ctx context.Context, q tally.Query) (figures.Groups, error) {
	needed := slices.ContainsFunc([]tally.Dimension{figures.Team, figures.Firm}, func(d tally.Dimension) bool {
		_, only := q.Only[d]
		return only || slices.Contains(q.By, d)
	})
	if !needed || r.groups == nil {
		return nil, nil
	}
	return r.groups(ctx)
}

func readFailed(what string, err error) error {
	if err != nil && !callcenter.Is(err, callcenter.Invalid) && !callcenter.Is(err, callcenter.NotFound) {
		err = failed(what, err)
	}
	return err
}

// FigureAsk is one side of one figure, of what, when.
type FigureAsk struct {
	Figure string
	Side   figures.Side
	Query  tally.Query
	After  string
	Now    time.Time
}

// FigureRows is what a figure is made of: calls and their legs, or orders.
type FigureRows struct {
	Figure figures.Definition `json:"figure"`
	Side   figures.Side       `json:"side"`
	Rows   []tally.Row        `json:"rows"`
	Orders []tally.OrderRow   `json:"orders,omitempty" doc:"工单的指标:最近的 200 条"`
	Next   string             `json:"next,omitempty" doc:"下一页的 after"`
}

const figurePage = 100

// FigureRows reads what a figure is made of, as far as who asks may see it, the newest first.
func (r *Reads) FigureRows(ctx context.Context, ask FigureAsk) (FigureRows, error) {
	page := FigureRows{Side: ask.Side, Rows: []tally.Row{}}
	var err error
	if page.Figure, err = r.rules.Named(ask.Figure); err != nil {
		return page, err
	}
	which, err := page.Figure.Which(ask.Side)
	if err != nil {
		return page, err
	}
	ctx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	if page.Figure.OfOrders() {
		var but []string
		if which.But != nil {
			but = which.But.Any
		}
		page.Orders, err = tally.OrderRows(ctx, r.db, ask.Query, ask.Now, which.Any, but)
		return page, readFailed("read orders of a figure", err)
	}
	agents, err := r.agentsOf(ctx, &ask.Query)
	if err != nil {
		return page, err
	}
	after, err := readPlace(ask.After)
	if err != nil {
		return page, err
	}
	page.Rows, err = tally.Rows(ctx, r.db, ask.Query, agents, which, after, figurePage+1)
	if len(page.Rows) > figurePage {
		page.Rows = page.Rows[:figurePage]
		last := page.Rows[figurePage-1]
		page.Next = cursorAfter(last.At, last.Call) + "." + last.Part
	}
	return page, readFailed("read calls of a figure", err)
}

// agentsOf takes the groups out of a query and names the agents in them instead; nil: all.
func (r *Reads) agentsOf(ctx context.Context, q *tally.Query) ([]callcenter.AgentID, error) {
	groups, err := r.groupsFor(ctx, *q)
	if err != nil {
		return nil, err
	}
	return groups.Take(q), nil
}

func readPlace(cursor string) (*tally.Place, error) {
	if cursor == "" {
		return nil, nil
	}
	head, part, _ := strings.Cut(cursor, ".")
	at, id, err := readCursor(head)
	if err != nil {
		return nil, fmt.Errorf("read place: %w", err)
	}
	return &tally.Place{At: at, Call: id, Part: part}, nil
}
