package ledger

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"
)

// Config is where a platform's orders stand and how it behaves.
type Config struct {
	File    string // "": nothing outlives it
	Self    string // as the hotline knows it: 12345
	Hotline string // address of the hotline's exchange
	Own     Key    // signs what we send
	Theirs  Key    // signs what the hotline sends
	Manner  Manner
	Faults  Faults
	Every   time.Duration // between two tries; 0: a second
	Tell    func(format string, args ...any)
}

// Manner is what the platform does by itself with an order the hotline sends, and with
// what the hotline says of one of its own; zero spans: nothing.
type Manner struct {
	Accept time.Duration // after it came
	Reply  time.Duration // after it was accepted
	Answer time.Duration // a return is upheld, an extension given, a reply closed after so long
}

// Order is an order the platform shares with the hotline.
type Order struct {
	Reference string          `json:"reference"`
	Side      string          `json:"side"` // the platform's
	Told      []Message       `json:"told"`
	Acked     int             `json:"acked"`
	Heard     []Message       `json:"heard"`
	Parked    map[int]Message `json:"parked"`
	Standing  Standing        `json:"standing"`
	ChangedAt time.Time       `json:"changed_at"`
}

// Ledger is the platform's orders.
type Ledger struct {
	cfg    Config
	client *http.Client

	mu     sync.Mutex
	file   *os.File
	orders map[string]*Order
	nonces map[string]bool
	random *rand.Rand
	wake   chan struct{}
}

// Open reads the store.
func Open(cfg Config) (*Ledger, error) {
	if cfg.Every == 0 {
		cfg.Every = time.Second
	}
	if cfg.Tell == nil {
		cfg.Tell = func(string, ...any) {}
	}
	l := &Ledger{
		cfg: cfg, client: &http.Client{Timeout: clientTimeout}, orders: map[string]*Order{}, nonces: map[string]bool{},
		random: rand.New(rand.NewPCG(cfg.Faults.Seed, 12345)), wake: make(chan struct{}, 1),
	}
	if cfg.File == "" {
		return l, nil
	}
	if err := l.read(); err != nil {
		return nil, fmt.Errorf("12345 平台的工单 %s: %w", cfg.File, err)
	}
	return l, nil
}

// event is a line of the store: what was told, heard or acknowledged.
type event struct {
	Side  string   `json:"side"`
	Told  *Message `json:"told,omitempty"`
	Heard *Message `json:"heard,omitempty"`
	Order string   `json:"order,omitempty"`
	Acked int      `json:"acked,omitempty"`
}

func (l *Ledger) read() error {
	f, err := os.OpenFile(l.cfg.File, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	l.file = f
	for lines := json.NewDecoder(f); ; {
		var e event
		err := lines.Decode(&e)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch {
		case e.Told != nil:
			l.order(e.Side, e.Told.Order).tell(*e.Told)
		case e.Heard != nil:
			l.order(e.Side, e.Heard.Order).listen(*e.Heard)
		default:
			l.order(e.Side, e.Order).Acked = e.Acked
		}
	}
}

// keep writes one line before anybody is told. The lock is held.
func (l *Ledger) keep(e event) error {
	if l.file == nil {
		return nil
	}
	raw, err := json.Marshal(e)
	if err == nil {
		_, err = l.file.Write(append(raw, '\n'))
	}
	return err
}

// Close closes the store.
func (l *Ledger) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file == nil {
		return nil
	}
	return l.file.Close()
}

func (o *Order) tell(m Message) {
	o.Told, o.ChangedAt = append(o.Told, m), time.Now()
	o.Standing.take(m)
}

func (o *Order) listen(m Message) {
	o.Heard, o.ChangedAt = append(o.Heard, m), time.Now()
	o.Standing.take(m)
}

// Dispatch makes an order that the hotline has to do.
func (l *Ledger) Dispatch(reference string, body map[string]any) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.orders["dispatcher "+reference] != nil {
		return fmt.Errorf("已有工单 %s", reference)
	}
	return l.say(l.order("dispatcher", reference), "order", body)
}

// Say says something more of an order; side is the platform's.
func (l *Ledger) Say(side, reference, kind string, body map[string]any) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	o := l.orders[side+" "+reference]
	if o == nil {
		return fmt.Errorf("没有工单 %s", reference)
	}
	return l.say(o, kind, body)
}

func (l *Ledger) order(side, reference string) *Order {
	o := l.orders[side+" "+reference]
	if o == nil {
		o = &Order{Reference: reference, Side: side, Parked: map[int]Message{}}
		l.orders[side+" "+reference] = o
	}
	return o
}

func (l *Ledger) say(o *Order, kind string, body map[string]any) error {
	if body == nil {
		body = map[string]any{}
	}
	m := Message{
		Delivery: newID(), Order: o.Reference, From: o.Side, Version: len(o.Told) + 1, Heard: len(o.Heard), Kind: kind,
		At: time.Now().UTC().Truncate(time.Millisecond), Body: body,
	}
	if err := l.keep(event{Side: o.Side, Told: &m}); err != nil {
		return err
	}
	o.tell(m)
	select {
	case l.wake <- struct{}{}:
	default:
	}
	return nil
}

// hear takes a message of the hotline. The lock is held.
func (l *Ledger) hear(m Message) (Receipt, error) {
	side := "handler"
	if m.From == "handler" {
		side = "dispatcher"
	}
	o := l.orders[side+" "+m.Order]
	if o == nil && side == "dispatcher" {
		return Receipt{}, fmt.Errorf("没有把工单 %s 交给热线", m.Order)
	}
	o = l.order(side, m.Order)
	switch {
	case m.Version <= len(o.Heard):
		if o.Heard[m.Version-1].Delivery != m.Delivery {
			return Receipt{}, fmt.Errorf("第 %d 条已是另一条", m.Version)
		}
		return Receipt{State: "known", Heard: len(o.Heard)}, nil
	case m.Version > len(o.Heard)+1:
		o.Parked[m.Version] = m
		return Receipt{State: "parked", Heard: len(o.Heard)}, nil // it comes again in its turn, if it is lost here
	}
	for next, there := m, true; there; next, there = o.Parked[len(o.Heard)+1], o.Parked[len(o.Heard)+1].Version > 0 {
		if err := l.keep(event{Side: o.Side, Heard: &next}); err != nil {
			return Receipt{}, err
		}
		delete(o.Parked, next.Version)
		o.listen(next)
		l.cfg.Tell("热线就工单 %s 说:%s", o.Reference, next.Kind)
	}
	return Receipt{State: "applied", Heard: len(o.Heard)}, nil
}

// Orders are all of them, as they stand.
func (l *Ledger) Orders() []Order {
	l.mu.Lock()
	defer l.mu.Unlock()
	list := []Order{}
	for _, key := range slices.Sorted(maps.Keys(l.orders)) {
		o := *l.orders[key]
		o.Told, o.Heard, o.Standing = slices.Clone(o.Told), slices.Clone(o.Heard), copied(o.Standing)
		list = append(list, o)
	}
	return list
}

func copied(s Standing) Standing {
	s.Dispatcher.Counts, s.Handler.Counts = maps.Clone(s.Dispatcher.Counts), maps.Clone(s.Handler.Counts)
	return s
}
