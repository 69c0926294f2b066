package seal

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"hotline/callcenter"
)

// Ring seals under its first key and opens under any it holds.
type Ring struct{ keys []Key }

// Load reads a key file: one key of 64 hexadecimal digits a line, the current one first.
func Load(path string) (*Ring, error) {
	raws, err := read(path)
	if err != nil {
		return nil, err
	}
	ring := new(Ring)
	for _, raw := range raws {
		key, err := keyOf(raw)
		if err != nil {
			return nil, fmt.Errorf("key file %s: %w", path, err)
		}
		ring.keys = append(ring.keys, key)
	}
	return ring, nil
}

// Seal encrypts under the current key.
func (r *Ring) Seal(plain []byte, label string) []byte { return r.keys[0].Seal(plain, label) }

// Open decrypts with whichever key sealed it.
func (r *Ring) Open(sealed []byte, label string) ([]byte, error) {
	for _, key := range r.keys {
		if plain, err := key.Open(sealed, label); err == nil {
			return plain, nil
		}
	}
	return nil, ErrSealed
}

// Wrap seals another key.
func (r *Ring) Wrap(key Key, label string) []byte { return r.Seal(key.raw[:], label) }

// Unwrap opens what Wrap made.
func (r *Ring) Unwrap(wrapped []byte, label string) (Key, error) {
	raw, err := r.Open(wrapped, label)
	if err != nil {
		return Key{}, err
	}
	return keyOf(raw)
}

// Index makes the keyed hash of a number.
type Index struct{ key []byte }

// LoadIndex reads an index key file: one line of 64 hexadecimal digits.
func LoadIndex(path string) (*Index, error) {
	raws, err := read(path)
	if err != nil {
		return nil, err
	}
	if len(raws) != 1 || len(raws[0]) != keySize {
		return nil, fmt.Errorf("index key file %s: it holds exactly one key of %d bytes", path, keySize)
	}
	return &Index{key: raws[0]}, nil
}

// Hash finds a number without knowing it. An anonymous number has none.
func (i *Index) Hash(n callcenter.Number) []byte {
	if n.Anonymous() {
		return nil
	}
	mac := hmac.New(sha256.New, i.key)
	mac.Write([]byte(n.E164()))
	return mac.Sum(nil)
}

// Create writes a file with a new random key, readable by its owner alone. A file
// that is there is left as it is: a key that was overwritten opens nothing any more.
func Create(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("create key file: %w", err)
	}
	var raw [keySize]byte
	_, _ = rand.Read(raw[:])
	_, err = fmt.Fprintf(f, "%x\n", raw)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write key file %s: %w", path, err)
	}
	return nil
}

func read(path string) ([][]byte, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read key file: %w", err)
	}
	var keys [][]byte
	for lines := bufio.NewScanner(bytes.NewReader(b)); lines.Scan(); {
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 {
			continue
		}
		// Without the cause: a hexadecimal error quotes what it stumbled over.
		raw := make([]byte, hex.DecodedLen(len(line)))
		if _, err := hex.Decode(raw, line); err != nil {
			return nil, fmt.Errorf("key file %s: line %d is not hexadecimal", path, len(keys)+1)
		}
		keys = append(keys, raw)
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("key file %s is empty", path)
	}
	return keys, nil
}
