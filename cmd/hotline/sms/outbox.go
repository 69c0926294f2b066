// Package sms is how short messages leave the house. What sends them is a folder: a file
// for each message, which the program of the operator's gateway takes away, and which a
// developer reads.
package sms

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"hotline/callcenter"
)

// Gateway sends one message. Unavailable: it may be tried again.
type Gateway interface {
	Send(ctx context.Context, to callcenter.Number, text string) error
}

// Outbox is a gateway that writes files.
type Outbox struct{ Dir string }

// Message is a file of the outbox.
type Message struct {
	At   time.Time `json:"at"`
	To   string    `json:"to"`
	Text string    `json:"text"`
}

// Send writes the message whole or not at all: whoever takes *.json away never sees half.
func (o Outbox) Send(_ context.Context, to callcenter.Number, text string) (err error) {
	raw, err := json.Marshal(Message{At: time.Now(), To: to.Local(), Text: text})
	if err != nil {
		return fmt.Errorf("write message: %w", err)
	}
	name := filepath.Join(o.Dir, fmt.Sprintf("%d-%s", time.Now().UnixMilli(), rand.Text()))
	f, err := os.OpenFile(name+".new", os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return callcenter.Errorf(callcenter.Unavailable, "短信目录写不了: %w", err)
	}
	_, err = f.Write(raw)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return callcenter.Errorf(callcenter.Unavailable, "短信目录写不了: %w", err)
	}
	if err := os.Rename(name+".new", name+".json"); err != nil {
		return callcenter.Errorf(callcenter.Unavailable, "短信目录写不了: %w", err)
	}
	return nil
}
