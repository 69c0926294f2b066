package callcenter

import (
	"errors"
	"fmt"
	"testing"
)

// A screen shows the refusal; the cause is for logs alone.
func TestErrorKeepsItsCauseOffTheScreen(t *testing.T) {
	cause := errors.New("dial tcp 127.0.0.1:5432: refused")
	inner := Errorf(Conflict, "话机 8001 正被使用: %w", cause)
	for _, c := range []struct {
		err          *Error
		detail, text string
	}{
		{Errorf(Invalid, "没有话机 %s", "8001"), "没有话机 8001", "没有话机 8001"},
		{Errorf(Unavailable, "数据库不在: %w", cause), "数据库不在", "数据库不在: " + cause.Error()},
		{Errorf(Conflict, "签入: %w", fmt.Errorf("start: %w", inner)), "签入: 话机 8001 正被使用", "签入: start: 话机 8001 正被使用: " + cause.Error()},
		{Errorf(Conflict, "%w", inner), "话机 8001 正被使用", "话机 8001 正被使用: " + cause.Error()},
	} {
		if c.err.Detail != c.detail || c.err.Error() != c.text {
			t.Errorf("screen %q, log %q; want %q and %q", c.err.Detail, c.err.Error(), c.detail, c.text)
		}
	}
	if !errors.Is(inner, cause) || !Is(fmt.Errorf("op: %w", inner), Conflict) {
		t.Error("the chain is broken")
	}
}
