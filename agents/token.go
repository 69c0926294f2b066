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
	Version int64              `json:"ver"` // of the account when it was sealed
	Expires time.Time          `json:"exp"`
}

// tokenPurpose is bound into every token: the same key may seal other things.
const tokenPurpose = "hotline session 1"

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

func (s sealer) seal(token session) (string, error) {
	plain, err := json.Marshal(token)
	if err != nil {
		return "", fmt.Errorf("seal session %s: %w", token.ID, err)
	}
	return base64.RawURLEncoding.EncodeToString(s.aead.Seal(nil, nil, plain, []byte(tokenPurpose))), nil
}

// open reads a token; ok is false for anything this centre did not seal.
func (s sealer) open(text string) (token session, ok bool) {
	const longest = 1024
	if len(text) > longest {
		return session{}, false
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return session{}, false
	}
	plain, err := s.aead.Open(nil, nil, sealed, []byte(tokenPurpose))
	if err != nil {
		return session{}, false
	}
	return token, json.Unmarshal(plain, &token) == nil
}

// NewKey makes a key for a new centre.
func NewKey() []byte {
	key := make([]byte, KeyLen)
	_, _ = rand.Read(key) // never fails, crypto/rand says
	return key
}
