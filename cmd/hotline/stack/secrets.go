package stack

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// secret returns the password of that name, made at its first use and kept in a file
// that only its owner can read.
func (p Place) secret(name string) (string, error) { return p.keep(name, rand.Text) }

// hexSecret is a key of 32 bytes in hexadecimal, as the key files want it.
func (p Place) hexSecret(name string) (string, error) {
	return p.keep(name, func() string {
		var key [32]byte
		_, _ = rand.Read(key[:]) // never fails, crypto/rand says
		return hex.EncodeToString(key[:])
	})
}

func (p Place) keep(name string, invent func() string) (string, error) {
	path := p.SecretFile(name)
	raw, err := os.ReadFile(path)
	if err == nil {
		return strings.TrimSpace(string(raw)), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("secret %s: %w", name, err)
	}
	if err := makeFolders(filepath.Dir(path)); err != nil {
		return "", err
	}
	// Several ask for one at its first use, and all must get the same: whoever links
	// his file first has made it.
	made, err := os.CreateTemp(filepath.Dir(path), ".new-")
	if err != nil {
		return "", fmt.Errorf("secret %s: %w", name, err)
	}
	defer func() { _ = os.Remove(made.Name()) }()
	_, err = made.WriteString(invent() + "\n")
	if err := errors.Join(err, made.Sync(), made.Close()); err != nil {
		return "", fmt.Errorf("secret %s: %w", name, err)
	}
	if err := os.Link(made.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", fmt.Errorf("secret %s: %w", name, err)
	}
	return p.keep(name, invent)
}

// SecretFile is where the secret of that name lies.
func (p Place) SecretFile(name string) string { return p.Path("secrets", name) }
