package stack_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"hotline/cmd/callsim/phone"
	"hotline/cmd/hotline/stack"
	"hotline/cmd/hotline/stack/stacktest"
)

const (
	beep       = 1000 // Hz, before a message
	callerTone = 440
	patience   = 60 * time.Second
)

// phones are SIP phones dialling for real into a stack without any controller.
func phones(t *testing.T) (stack.Place, *phone.Exchange) {
	t.Helper()
	place := stacktest.Up(t, stack.Options{Servers: []string{"asterisk"}, Retry: time.Second, Fallback: 2 * time.Second})
	ex, err := phone.NewExchange(phone.Config{PBX: place.Address(stack.PortSIP), Tones: []int{beep}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ex.Close() })
	return place, ex
}

func dial(ctx context.Context, t *testing.T, p *phone.Phone, number string, o phone.DialOptions) *phone.Call {
	t.Helper()
	call, err := p.Dial(ctx, number, o)
	if err != nil {
		t.Fatal(err)
	}
	return call
}

func TestNobodyAnswersForUs(t *testing.T) {
	t.Parallel()
	place, ex := phones(t)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	caller := ex.Phone(phone.Profile{User: "caller", Tone: callerTone})
	call := dial(ctx, t, caller, "12348", phone.DialOptions{From: "13800001234"})
	if err := call.Connected(ctx); err != nil {
		t.Fatalf("the dialplan did not answer: %v", err)
	}
	if err := call.Hears(ctx, 0); err != nil {
		t.Fatalf("no music: %v", err)
	}
	if err := call.Hears(ctx, beep); err != nil {
		t.Fatalf("no tone to speak after: %v", err)
	}
	if err := call.Silent(ctx, 3*time.Second); err != nil { // he speaks meanwhile
		t.Fatal(err)
	}
	if err := call.Hangup(ctx); err != nil {
		t.Fatal(err)
	}
	end := waitFor(ctx, t, filepath.Join(place.Messages(), "*.end"))
	name := strings.TrimSuffix(end, ".end")
	note, err := os.ReadFile(name + ".call")
	if err != nil {
		t.Fatal(err)
	}
	if want := regexp.MustCompile(`^created=\d{10}\.\d{6}\ncalled=12348\ncaller=13800001234\n$`); !want.Match(note) {
		t.Errorf("the note says %q", note)
	}
	if !regexp.MustCompile(`^a[a-z2-7]{10}-\d{10}\.\d+$`).MatchString(filepath.Base(name)) {
		t.Errorf("the message is named %s: not by the channel's id", filepath.Base(name))
	}
	if sound, err := os.Stat(name + ".wav"); err != nil || sound.Size() < 2*16000 {
		t.Errorf("the message was not recorded: %v", err)
	}
	if folder, err := os.Stat(place.Messages()); err != nil || folder.Mode().Perm() != 0o700 {
		t.Errorf("others can read who called: %v, %v", folder.Mode(), err)
	}
}

func waitFor(ctx context.Context, t *testing.T, pattern string) string {
	t.Helper()
	for {
		if found, _ := filepath.Glob(pattern); len(found) > 0 {
			return found[0]
		}
		select {
		case <-ctx.Done():
			t.Fatalf("%s never came", pattern)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func TestNothingElseCanBeDialled(t *testing.T) {
	t.Parallel()
	place, ex := phones(t)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	seats, err := place.Seats()
	if err != nil {
		t.Fatal(err)
	}
	seat := ex.Phone(phone.Profile{User: seats[0].SIPUser, Password: seats[0].SIPPassword, Tone: callerTone})
	if err := seat.Register(ctx); err != nil {
		t.Fatal(err)
	}
	caller := ex.Phone(phone.Profile{User: "caller", Tone: callerTone})
	for _, try := range []struct {
		who    *phone.Phone
		number string
		shown  phone.DialOptions
	}{
		{caller, "110", phone.DialOptions{From: "13800001234"}},
		{caller, "8001", phone.DialOptions{From: "13800001234"}},
		{caller, "*1", phone.DialOptions{From: "13800001234"}},
		{caller, "s", phone.DialOptions{Anonymous: true}},
		{seat, "12348", phone.DialOptions{}},
		{seat, "8002", phone.DialOptions{}},
		{seat, "*4", phone.DialOptions{}},
	} {
		cause, err := dial(ctx, t, try.who, try.number, try.shown).Over(ctx)
		if err != nil || cause.Code != 404 {
			t.Errorf("%s dials %s: %+v, %v, want 404", try.who.User(), try.number, cause, err)
		}
	}
	thief := ex.Phone(phone.Profile{User: seats[1].SIPUser, Password: "guessed", Tone: callerTone})
	if err := thief.Register(ctx); err == nil {
		t.Error("a seat registered with a wrong password")
	}
}

func TestASeatIsRefusedWhenNobodyAnswersForUs(t *testing.T) {
	t.Parallel()
	place, ex := phones(t)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	seats, err := place.Seats()
	if err != nil {
		t.Fatal(err)
	}
	seat := ex.Phone(phone.Profile{User: seats[0].SIPUser, Password: seats[0].SIPPassword, Tone: callerTone})
	if err := seat.Register(ctx); err != nil {
		t.Fatal(err)
	}
	call := dial(ctx, t, seat, "*1", phone.DialOptions{})
	if err := call.Hears(ctx, 0); err != nil {
		t.Errorf("the seat is not told: %v", err)
	}
	if cause, err := call.Over(ctx); err != nil || cause.By != phone.ByPeer {
		t.Errorf("over: %+v, %v", cause, err)
	}
}
