package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
)

const (
	keySize = 32
	idSize  = 4
)

// Overhead is how much longer the sealed form is: key id, nonce and tag.
const Overhead = idSize + 12 + 16

// ErrSealed says that something cannot be opened with the keys at hand.
var ErrSealed = errors.New("sealed under another key, or damaged")

// Key seals and opens. Its sealed form is key id, nonce, ciphertext.
type Key struct {
	raw  [keySize]byte
	id   [idSize]byte
	aead cipher.AEAD
}

// NewKey makes a random key.
func NewKey() Key {
	var raw [keySize]byte
	_, _ = rand.Read(raw[:]) // never fails, crypto/rand says
	key, _ := keyOf(raw[:])  // the size is right
	return key
}

func keyOf(raw []byte) (Key, error) {
	if len(raw) != keySize {
		return Key{}, fmt.Errorf("a key has %d bytes, not %d", keySize, len(raw))
	}
	block, err := aes.NewCipher(raw)
	if err != nil {
		return Key{}, err
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return Key{}, err
	}
	sum := sha256.Sum256(raw)
	return Key{raw: [keySize]byte(raw), id: [idSize]byte(sum[:idSize]), aead: aead}, nil
}

// Seal encrypts. The label says what it is and whose, so that one sealed value
// cannot be put in the place of another.
func (k Key) Seal(plain []byte, label string) []byte {
	return k.aead.Seal(append([]byte(nil), k.id[:]...), nil, plain, []byte(label))
}

// Open decrypts what Seal made with the same key and label.
func (k Key) Open(sealed []byte, label string) ([]byte, error) {
	if len(sealed) < idSize || [idSize]byte(sealed[:idSize]) != k.id {
		return nil, ErrSealed
	}
	plain, err := k.aead.Open(nil, nil, sealed[idSize:], []byte(label))
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}
