package stack

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// secret returns the secret of that name, made at its first use and kept in a file
// that only its owner can read.
func (p Place) secret(name string) (string, error) {
	path := p.SecretFile(name)
	raw, err := os.ReadFile(path)
	if err == nil {
		return strings.TrimSpace(string(raw)), nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("secret %s: %w", name, err)
	}
	made := rand.Text()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", fmt.Errorf("secret %s: %w", name, err)
	}
	if err := os.WriteFile(path, []byte(made+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("secret %s: %w", name, err)
	}
	return made, nil
}

// SecretFile is where the secret of that name lies.
func (p Place) SecretFile(name string) string { return p.Path("secrets", name) }
