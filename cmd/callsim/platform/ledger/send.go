package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"
)

const (
	clientTimeout = 10 * time.Second
	inFlight      = 8
	mostAnswer    = 1 << 20
)

// Run sends what the hotline does not have yet, and behaves as its manner says, until ctx ends.
func (l *Ledger) Run(ctx context.Context) error {
	ticker := time.NewTicker(l.cfg.Every)
	defer ticker.Stop()
	for {
		l.behave()
		l.sendAll(ctx)
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		case <-l.wake:
		}
	}
}

// Quiet reports that the hotline has all that was said.
func (l *Ledger) Quiet() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, o := range l.orders {
		if o.Acked < len(o.Told) {
			return false
		}
	}
	return true
}

func (l *Ledger) sendAll(ctx context.Context) {
	l.mu.Lock()
	keys := slices.Sorted(maps.Keys(l.orders))
	l.mu.Unlock()
	var wg sync.WaitGroup
	places := make(chan struct{}, inFlight)
	for _, key := range keys {
		places <- struct{}{}
		wg.Go(func() {
			defer func() { <-places }()
			for ctx.Err() == nil && l.sendNext(ctx, key) {
			}
		})
	}
	wg.Wait()
}

// sendNext sends an order's next message, and says whether there is more to send now.
func (l *Ledger) sendNext(ctx context.Context, key string) bool {
	l.mu.Lock()
	o := l.orders[key]
	if o.Acked >= len(o.Told) {
		l.mu.Unlock()
		return false
	}
	next := o.Told[o.Acked]
	var later *Message
	if o.Acked+1 < len(o.Told) {
		later = &o.Told[o.Acked+1]
	}
	l.mu.Unlock()
	fault := l.draw()
	if fault.kind == "reorder" && later != nil {
		_, _ = l.post(ctx, *later, fault) // whatever becomes of it: it goes again in its turn
	}
	receipt, err := l.post(ctx, next, fault)
	if fault.kind == "duplicate" {
		receipt, err = l.post(ctx, next, fault)
	}
	if err != nil {
		if ctx.Err() == nil {
			l.cfg.Tell("工单 %s 的第 %d 条没有送到:%v", next.Order, next.Version, err)
		}
		return false
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	ahead := receipt.Heard > o.Acked
	o.Acked = min(receipt.Heard, len(o.Told))
	if err := l.keep(event{Side: o.Side, Order: o.Reference, Acked: o.Acked}); err != nil {
		l.cfg.Tell("%v", err)
	}
	return ahead
}

func (l *Ledger) post(ctx context.Context, m Message, f fault) (receipt Receipt, err error) {
	raw, err := json.Marshal(m)
	if err != nil {
		return receipt, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, l.cfg.Hotline+"/exchange/v1/messages", bytes.NewReader(raw))
	if err != nil {
		return receipt, err
	}
	key := l.cfg.Own
	if f.forged() {
		key.Secret += "x"
	}
	nonce := newID()
	key.sign(request.Header, http.MethodPost, "/exchange/v1/messages", l.cfg.Self, nonce, raw)
	request.Header.Set("Content-Type", "application/json")
	response, err := l.client.Do(request)
	if err != nil {
		return receipt, err
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(response.Body, mostAnswer))
	if err != nil {
		return receipt, err
	}
	if response.StatusCode != http.StatusOK {
		return receipt, fmt.Errorf("HTTP %d:%s", response.StatusCode, answer)
	}
	if f.kind == "timeout" {
		return receipt, errors.New("回答丢了(演练)")
	}
	if err := l.cfg.Theirs.verify(response.Header, "200", "/exchange/v1/messages", answer); err != nil {
		return receipt, fmt.Errorf("回答:%w", err)
	}
	if response.Header.Get("X-Exchange-Nonce") != nonce {
		return receipt, errors.New("回答不是对这个请求的")
	}
	return receipt, json.Unmarshal(answer, &receipt)
}

// behave does what is due by the platform's manner.
func (l *Ledger) behave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, o := range l.orders {
		if err := l.behaveWith(o); err != nil {
			l.cfg.Tell("%v", err)
		}
	}
}

func (l *Ledger) behaveWith(o *Order) error {
	m, since := l.cfg.Manner, time.Since(o.ChangedAt)
	due := func(after time.Duration) bool { return after > 0 && since >= after }
	if len(o.Heard) == 0 {
		return nil
	}
	last := o.Heard[len(o.Heard)-1]
	said := len(o.Told) > 0 && o.Told[len(o.Told)-1].Heard >= last.Version
	if o.Side == "handler" {
		switch state := o.Standing.State(); {
		case state == "dispatched" && due(m.Accept):
			return l.say(o, "accept", map[string]any{"text": "12345 已受理"})
		case state == "accept" && due(m.Reply):
			return l.say(o, "reply", map[string]any{"text": "12345 已办理并答复来电人"})
		}
		return nil
	}
	if said || !due(m.Answer) {
		return nil
	}
	switch last.Kind {
	case "return":
		return l.say(o, "ruling", map[string]any{"about": "return", "upheld": true, "text": "同意退回"})
	case "extension":
		return l.say(o, "ruling", map[string]any{"about": "extension", "upheld": true, "due": time.Now().AddDate(0, 0, 14).UTC().Format(time.RFC3339)})
	case "objection":
		return l.say(o, "ruling", map[string]any{"about": "objection", "upheld": false, "text": "维持交办"})
	case "close":
		if o.Standing.State() != "close" {
			return l.say(o, "close", map[string]any{"text": "12345 已归档"})
		}
	}
	return nil
}
