package queue

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"

	"hotline/callcenter"
)

// answer is a script's reply: what it says, and what came of it.
type answer struct {
	status string
	now    int64 // server's clock, ms
	due    int64 // earliest moment something it set changes by itself; 0: none
	rows   [][]any
}

// ask runs a verb, takes in what it tells, and refuses as its status says.
func (q *Queue) ask(ctx context.Context, verb string, args ...any) (answer, error) {
	a, err := q.put(ctx, verb, args...)
	if err != nil {
		return a, err
	}
	if err := q.refusal(a); err != nil {
		return a, err
	}
	return a, q.take(a)
}

// refusal is what a status refuses, nil for none.
func (q *Queue) refusal(a answer) error {
	switch a.status {
	case "rebuilding":
		q.leaveGeneration()
		return callcenter.Errorf(callcenter.Unavailable, "排队正在重建,请稍候: %w", errRebuilding)
	case "conflict":
		return callcenter.Errorf(callcenter.Conflict, "当前排队状态不允许此操作")
	case "closed", "full", "no_agents":
		return callcenter.Errorf(callcenter.Conflict, "现在不能排队: %w", callcenter.TurnedAway{Outcome: callcenter.Outcome(a.status)})
	case "unknown":
		return callcenter.Errorf(callcenter.NotFound, "排队中没有此项")
	}
	return nil
}

// put runs a verb with the arguments every verb has.
func (q *Queue) put(ctx context.Context, verb string, args ...any) (answer, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, q.cfg.Patience, errNoAnswer)
	defer cancel()
	raw, err := q.scripts.run(ctx, verb, q.arguments(args))
	if err != nil {
		if cause := context.Cause(ctx); cause != nil {
			err = fmt.Errorf("%w: %w", cause, err)
		}
		if redis.HasErrorPrefix(err, "ERR") { // a fault of the script's, not of the way to it
			return answer{}, fmt.Errorf("%s: %w", verb, err)
		}
		return answer{}, callcenter.Errorf(callcenter.Unavailable, "排队服务暂时连不上: %w", fmt.Errorf("%s: %w", verb, err))
	}
	a, err := read(raw)
	if err != nil {
		return a, fmt.Errorf("%s: %w", verb, err)
	}
	if a.due > 0 {
		q.arm(time.Now().UnixMilli() + max(0, a.due-a.now) + 1)
	}
	return a, nil
}

func (q *Queue) arguments(own []any) []any {
	all := make([]any, 0, 3+len(own))
	all = append(all, q.next(), *q.joined.Load(), q.now())
	return append(all, own...)
}

// clock is the server's time as this machine knows it, ms.
func (q *Queue) clock() int64 {
	if now := q.now(); now != "" {
		return number(now)
	}
	return time.Now().UnixMilli()
}

// next is the order of a request within its owner: it grows, also over a restart
// of the owner, so that a late repeat of an old request is known as one.
func (q *Queue) next() int64 {
	for {
		last := q.seq.Load()
		next := max(last+1, time.Now().UnixMicro())
		if q.seq.CompareAndSwap(last, next) {
			return next
		}
	}
}

func read(raw any) (answer, error) {
	list, ok := raw.([]any)
	if !ok || len(list) != 4 {
		return answer{}, fmt.Errorf("unexpected reply %v", raw)
	}
	var a answer
	a.status, _ = list[0].(string)
	a.now, _ = list[1].(int64)
	a.due, _ = list[2].(int64)
	rows, _ := list[3].([]any)
	for _, r := range rows {
		row, ok := r.([]any)
		if !ok {
			return answer{}, fmt.Errorf("unexpected row %v", r)
		}
		a.rows = append(a.rows, row)
	}
	return a, nil
}
