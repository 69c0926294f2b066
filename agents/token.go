package agents

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"time"

	"hotline/callcenter"
)

// session is what a bearer token says. It is sealed, so it can be checked
// without asking anybody: a wiped Redis or an absent Postgres signs nobody out.
type session struct {
	ID      callcenter.ID      `json:"id"`
	Staff   callcenter.AgentID `json:"staff"`
	Seat    callcenter.SeatID  `json:"seat,omitempty"`
	Proved  bool               `json:"proved,omitempty"` // the second factor was shown
	Version int64              `json:"ver"`              // of the account when it was sealed
	Expires time.Time          `json:"exp"`
}

// A purpose is bound into everything sealed: one key seals several kinds of things, and
// none may be taken for another.
const (
	tokenPurpose     = "hotline session 1"
	factorPurpose    = "hotline second factor 1 "    // and the badge
	enrolmentPurpose = "hotline factor enrolment 1 " // and the badge
)

// KeyLen is the length of the key all controllers of a centre share.
const KeyLen = 32

type sealer struct{ aead cipher.AEAD }

func newSealer(key []byte) (sealer, error) {
	if len(key) != KeyLen {
		return sealer{}, fmt.Errorf("session key has %d bytes, want %d", len(key), KeyLen)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return sealer{}, fmt.Errorf("session key: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return sealer{}, fmt.Errorf("session key: %w", err)
	}
	return sealer{aead}, nil
}

// seal makes a text of anything that JSON can hold.
func (s sealer) seal(v any, purpose string) (string, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("seal for %q: %w", purpose, err)
	}
	return base64.RawURLEncoding.EncodeToString(s.aead.Seal(nil, nil, plain, []byte(purpose))), nil
}

// open reads a text into v; ok is false for anything this centre did not seal for it.
func (s sealer) open(text, purpose string, v any) (ok bool) {
	const longest = 1024
	if len(text) > longest {
		return false
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return false
	}
	plain, err := s.aead.Open(nil, nil, sealed, []byte(purpose))
	return err == nil && json.Unmarshal(plain, v) == nil
}

// NewKey makes a key for a new centre.
func NewKey() []byte {
	key := make([]byte, KeyLen)
	_, _ = rand.Read(key) // never fails, crypto/rand says
	return key
}
