package phone

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Press sends keys as the phone does (Keys) and returns when the last was sent, pause included.
func (c *Call) Press(ctx context.Context, digits string) error {
	if strings.Trim(digits, dtmfDigits) != "" || digits == "" {
		return fmt.Errorf("按键 %q 有误,可用 %s", digits, dtmfDigits)
	}
	if c.stream == nil {
		return fmt.Errorf("没有媒体的话机不能按键")
	}
	if err := c.Connected(ctx); err != nil {
		return err
	}
	c.note(DigitSent, time.Now(), 0, digits)
	select {
	case <-c.stream.press(digits):
		return nil
	case <-ctx.Done():
		return fmt.Errorf("按键没有发完: %w", context.Cause(ctx))
	}
}

// Hears waits until a tone is heard in a window that began after the call of
// Hears; 0 Hz waits for any sound.
func (c *Call) Hears(ctx context.Context, hertz int) error {
	c.ex.listenFor(hertz)
	from := time.Now()
	err := c.await(ctx, func() bool {
		last, ok := c.lastHeard(hertz)
		return ok && last.To.Sub(from) >= window
	})
	if err != nil {
		return fmt.Errorf("没有听到 %d Hz: %w", hertz, err)
	}
	return nil
}

// Silent waits until nothing has been heard for d: neither sound nor, perhaps, RTP at all.
func (c *Call) Silent(ctx context.Context, d time.Duration) error {
	from := time.Now()
	for {
		last := from
		if h, ok := c.lastHeard(0); ok && h.To.After(from) {
			last = h.To
		}
		rest := time.Until(last.Add(d))
		if rest <= 0 {
			return nil
		}
		select {
		case <-time.After(rest):
		case <-ctx.Done():
			return fmt.Errorf("没有 %v 的安静: %w", d, context.Cause(ctx))
		}
	}
}

// Heard is every stretch of sound so far, in the order they began: each known
// tone, and 0 Hz for any sound.
func (c *Call) Heard() []Heard {
	if c.stream == nil {
		return nil
	}
	c.stream.mu.Lock()
	defer c.stream.mu.Unlock()
	if c.stream.ear == nil {
		return nil
	}
	return append([]Heard(nil), c.stream.ear.heard...)
}

// Audio is what was measured on the call's RTP.
func (c *Call) Audio() Audio {
	if c.stream == nil {
		return Audio{}
	}
	return c.stream.measured()
}

func (c *Call) lastHeard(hertz int) (h Heard, ok bool) {
	if c.stream == nil {
		return h, false
	}
	c.stream.mu.Lock()
	defer c.stream.mu.Unlock()
	if c.stream.ear == nil {
		return h, false
	}
	return c.stream.ear.last(hertz)
}

// await looks whenever something happened, until it is so or cannot become so.
func (c *Call) await(ctx context.Context, so func() bool) error {
	if c.stream == nil {
		return fmt.Errorf("话机没有媒体")
	}
	for {
		c.mu.Lock()
		if c.changed == nil {
			c.changed = make(chan struct{})
		}
		changed, over := c.changed, c.over
		c.mu.Unlock()
		switch {
		case so():
			return nil
		case over:
			return fmt.Errorf("通话已结束: %s", c.Cause().Text)
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// ReceivesDigits waits until the keys received so far end with these.
func (c *Call) ReceivesDigits(ctx context.Context, digits string) error {
	err := c.await(ctx, func() bool { return strings.HasSuffix(c.Digits(), digits) })
	if err != nil {
		return fmt.Errorf("没有收到按键 %s(收到 %q): %w", digits, c.Digits(), err)
	}
	return nil
}
