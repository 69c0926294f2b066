package config

import (
	"encoding/hex"
	"fmt"
	"net/url"
	"os"
	"strings"

	"hotline/callcenter"
)

// Secret reads a secret file: one line.
func Secret(path string) (string, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return "", fmt.Errorf("secret: %w", err)
	}
	return strings.TrimSpace(string(raw)), nil
}

// HexKey reads a key of that many bytes, written in hexadecimal. Its text never
// enters an error.
func HexKey(path string, size int) ([]byte, error) {
	text, err := Secret(path)
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(text)
	if err != nil || len(key) != size {
		return nil, callcenter.Errorf(callcenter.Invalid, "密钥文件 %s 应为一行 %d 位十六进制数字", path, 2*size)
	}
	return key, nil
}

// Address is the URL with the password of its file in it. It is never logged.
func (r Redis) Address() (string, error) { return withPassword(r.URL, r.PasswordFile) }

// Address is the URL with the password of its file in it. It is never logged.
func (p Postgres) Address() (string, error) { return withPassword(p.URL, p.PasswordFile) }

// AddressOf is the URL for another role, with the password of its own file in it.
func (p Postgres) AddressOf(role, file string) (string, error) {
	u, err := url.Parse(p.URL)
	if err != nil {
		return "", fmt.Errorf("address: %w", err)
	}
	u.User = url.User(role)
	return withPassword(u.String(), file)
}

func withPassword(address, file string) (string, error) {
	if file == "" {
		return address, nil
	}
	password, err := Secret(file)
	if err != nil {
		return "", err
	}
	u, err := url.Parse(address)
	if err != nil {
		return "", fmt.Errorf("address: %w", err)
	}
	u.User = url.UserPassword(u.User.Username(), password)
	return u.String(), nil
}
