package phone

import "time"

// EventKind names a moment of a call.
type EventKind string

// The moments, as they are noted. Code is the SIP status where there is one.
const (
	InviteSent     EventKind = "invite_sent"
	InviteReceived EventKind = "invite_received"
	Trying         EventKind = "trying"
	Ringing        EventKind = "ringing"  // 180 or 183, sent or received
	Answered       EventKind = "answered" // 2xx, sent or received
	Confirmed      EventKind = "confirmed"
	FirstAudio     EventKind = "first_audio" // first RTP packet in
	DigitSent      EventKind = "digit_sent"
	DigitReceived  EventKind = "digit_received"
	HoldSent       EventKind = "hold_sent"
	ResumeSent     EventKind = "resume_sent"
	HoldReceived   EventKind = "hold_received"
	ResumeReceived EventKind = "resume_received"
	Refreshed      EventKind = "refreshed" // a re-INVITE or UPDATE of the PBX that changed no direction
	ShiftSent      EventKind = "shift_sent"
	ReferSent      EventKind = "refer_sent"
	ReferTold      EventKind = "refer_told" // how far it is, as a SIP status
	CancelSent     EventKind = "cancel_sent"
	ByeSent        EventKind = "bye_sent"
	Ended          EventKind = "ended" // once, with the cause's text
)

// Event is one moment. At is monotonic within the process.
type Event struct {
	Kind EventKind `json:"kind"`
	At   time.Time `json:"at"`
	Code int       `json:"code,omitempty"`
	Text string    `json:"text,omitempty"`
}

// Side is who ended a call.
type Side string

// The sides. ByNobody: no answer from the network, or the exchange was closed.
const (
	ByUs     Side = "us"
	ByPeer   Side = "peer"
	ByNobody Side = "nobody"
)

// Cause is why a call is over.
type Cause struct {
	By   Side   `json:"by"`
	Code int    `json:"code,omitempty"` // the SIP status that refused it, 487 when cancelled
	Q850 int    `json:"q850,omitempty"` // of the Reason header, 0 without one
	Text string `json:"text"`
}

// note writes an event down and wakes who waits.
func (c *Call) note(kind EventKind, at time.Time, code int, text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.noteLocked(kind, at, code, text)
}

func (c *Call) noteLocked(kind EventKind, at time.Time, code int, text string) {
	c.events = append(c.events, Event{kind, at, code, text})
	c.wakeLocked()
}

func (c *Call) wakeLocked() {
	if c.changed != nil {
		close(c.changed)
		c.changed = nil
	}
}

// Events is all that happened so far, in order.
func (c *Call) Events() []Event {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Event(nil), c.events...)
}

// When is the time of the first event of a kind.
func (c *Call) When(kind EventKind) (at time.Time, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, e := range c.events {
		if e.Kind == kind {
			return e.At, true
		}
	}
	return at, false
}

// Digits is all keys received so far.
func (c *Call) Digits() string {
	var digits []byte
	for _, e := range c.Events() {
		if e.Kind == DigitReceived {
			digits = append(digits, e.Text...)
		}
	}
	return string(digits)
}
