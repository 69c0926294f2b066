package load

import (
	"fmt"
	"sync"
	"time"
)

// Outcome is how a caller fared.
type Outcome string

// The outcomes. Failed has a Fault that says what went wrong.
const (
	Talked    Outcome = "talked"
	Abandoned Outcome = "abandoned" // as its script said
	Failed    Outcome = "failed"
)

// Record is one caller's call. Times are zero for what did not happen.
type Record struct {
	Number   string    `json:"number"`
	CallID   string    `json:"call_id"`
	Invite   time.Time `json:"invite"`
	Answered time.Time `json:"answered,omitzero"` // by the PBX
	Chosen   time.Time `json:"chosen,omitzero"`   // the menu's key was pressed
	Offered  time.Time `json:"offered,omitzero"`  // first INVITE to a seat
	Offers   int       `json:"offers"`
	Seat     string    `json:"seat,omitempty"`
	Freed    time.Time `json:"freed,omitzero"`   // the BYE that had made the seat free for this call
	Talking  time.Time `json:"talking,omitzero"` // the seat's answer confirmed
	Released time.Time `json:"released,omitzero"`
	Ended    time.Time `json:"ended,omitzero"`
	Outcome  Outcome   `json:"outcome"`
	Fault    string    `json:"fault,omitempty"`

	talking  chan struct{} // a seat has answered
	released chan struct{} // and has hung up
}

// stillTold is how long a PBX may go on talking after the key: the recording notice
// must be said whoever presses what.
const stillTold = 8 * time.Second

// waiting is since when the caller waits for a seat: from the PBX's answer, or from the
// key where there is a menu; zero: he never did.
func (r *Record) waiting() time.Time {
	if !r.Chosen.IsZero() {
		return r.Chosen.Add(stillTold)
	}
	return r.Answered
}

// HandOver is a seat's way from its own BYE to its next INVITE.
type HandOver struct {
	Seat   string
	Caller string
	From   time.Time // BYE
	To     time.Time // INVITE
}

// Book is all records of one run.
type Book struct {
	mu        sync.Mutex
	records   []*Record
	byNumber  map[string]*Record
	handOvers []HandOver
	strangers int // calls at a seat that no caller of ours made
}

// NewBook makes an empty book.
func NewBook() *Book { return &Book{byNumber: map[string]*Record{}} }

func (b *Book) open(number string) *Record {
	b.mu.Lock()
	defer b.mu.Unlock()
	r := &Record{Number: number, talking: make(chan struct{}), released: make(chan struct{})}
	b.records = append(b.records, r)
	b.byNumber[number] = r
	return r
}

// write changes a record under the book's lock.
func (b *Book) write(r *Record, change func(*Record)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	change(r)
}

func (b *Book) offered(number, seat string, freed, at time.Time) *Record {
	b.mu.Lock()
	defer b.mu.Unlock()
	r := b.byNumber[number]
	if r == nil {
		b.strangers++
		return nil
	}
	r.Offers++
	if r.Offered.IsZero() {
		r.Offered, r.Freed = at, freed
	}
	r.Seat = seat
	return r
}

func (b *Book) handOver(h HandOver) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.handOvers = append(b.handOvers, h)
}

// Records is a copy of all records, in the order the callers dialled.
func (b *Book) Records() []Record {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := make([]Record, len(b.records))
	for i, r := range b.records {
		out[i] = *r
	}
	return out
}

// HandOvers is a copy of all hand-overs, in order.
func (b *Book) HandOvers() []HandOver {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]HandOver(nil), b.handOvers...)
}

// Strangers is how many calls rang a seat that no caller of the run had made.
func (b *Book) Strangers() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.strangers
}

// numbers gives each caller of a process a number of its own: a mobile number
// that is not in use, so every PBX shows it as it is.
type numbers struct {
	mu   sync.Mutex
	next int
}

func (n *numbers) take() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.next++
	return fmt.Sprintf("139%08d", n.next)
}

// once closes a channel of a record; its book's lock is held.
func once(c chan struct{}) {
	select {
	case <-c:
	default:
		close(c)
	}
}
