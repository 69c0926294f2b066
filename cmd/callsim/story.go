package main

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"hotline/cmd/callsim/phone"
)

// story is what happened in the demonstration call, with times.
type story struct {
	began  time.Time
	caller *phone.Call
	seat   *phone.Call
	steps  []step
	fault  string
}

type step struct {
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

// leg is one side of the call as its phone lived it.
type leg struct {
	CallID string        `json:"call_id"`
	User   string        `json:"user"`
	Events []phone.Event `json:"events"`
	Heard  []phone.Heard `json:"heard"`
	Audio  phone.Audio   `json:"audio"`
	Cause  phone.Cause   `json:"cause"`
}

func newStory() *story { return &story{began: time.Now()} }

func (s *story) note(format string, args ...any) {
	s.steps = append(s.steps, step{time.Now(), fmt.Sprintf(format, args...)})
}

func (s *story) close(err error) {
	if err != nil {
		s.fault = err.Error()
	}
}

// MarshalJSON writes all of it.
func (s *story) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		OK     bool      `json:"ok"`
		Fault  string    `json:"fault,omitempty"`
		CallID string    `json:"call_id"`
		Began  time.Time `json:"began"`
		Ended  time.Time `json:"ended"`
		Steps  []step    `json:"steps"`
		Caller *leg      `json:"caller,omitempty"`
		Seat   *leg      `json:"seat,omitempty"`
	}{s.fault == "", s.fault, s.callID(), s.began, s.ended(), s.steps, legOf(s.caller), legOf(s.seat)})
}

func (s *story) callID() string {
	if s.caller == nil {
		return ""
	}
	return s.caller.ID()
}

func (s *story) ended() time.Time {
	if s.caller != nil {
		if at, ok := s.caller.When(phone.Ended); ok {
			return at
		}
	}
	return time.Now()
}

func legOf(c *phone.Call) *leg {
	if c == nil {
		return nil
	}
	return &leg{c.ID(), c.Phone().User(), c.Events(), c.Heard(), c.Audio(), c.Cause()}
}

// tell writes it for a person.
func (s *story) tell(out io.Writer) {
	for _, step := range s.steps {
		fmt.Fprintf(out, "%s  +%6.2f 秒  %s\n", step.At.Format("15:04:05.000"), step.At.Sub(s.began).Seconds(), step.Text)
	}
	if s.caller != nil {
		fmt.Fprintf(out, "SIP Call-ID  %s\n", s.caller.ID())
	}
	tellAudio(out, "主叫", s.caller)
	tellAudio(out, "坐席", s.seat)
	if s.fault != "" {
		fmt.Fprintf(out, "失败:%s\n", s.fault)
	}
}

func tellAudio(out io.Writer, name string, c *phone.Call) {
	if c == nil {
		return
	}
	a := c.Audio()
	fmt.Fprintf(out, "%s语音     收 %d 包,发 %d 包,丢 %d 包,最长间隔 %d 毫秒\n",
		name, a.Received, a.Sent, a.Lost, a.LongestGap.Milliseconds())
}
