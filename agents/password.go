package agents

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"hotline/callcenter"
)

// Cost is what one password check takes. It is written into every hash, so it
// can be raised without locking anybody out.
type Cost struct {
	Memory  uint32 // KiB
	Passes  uint32
	Threads uint8
}

// defaultCost takes about 20 ms and 19 MiB (OWASP's second choice for argon2id).
var defaultCost = Cost{Memory: 19 * 1024, Passes: 2, Threads: 1}

// Bounds of a stored hash: a forged one must not be able to take the machine down.
const (
	mostMemory = 1 << 20 // KiB
	mostPasses = 16
	saltLen    = 16
	hashLen    = 32
)

// shortestPassword counts characters.
const shortestPassword = 8

func passwordFault(password string) string {
	if utf8.RuneCountInString(password) < shortestPassword || len(password) > 256 {
		return fmt.Sprintf("密码应为 %d 位以上", shortestPassword)
	}
	return ""
}

// HashPassword makes the text that is stored: "$argon2id$v=19$m=…,t=…,p=…$salt$hash".
func HashPassword(password string, cost Cost) string {
	salt := make([]byte, saltLen)
	_, _ = rand.Read(salt) // never fails, crypto/rand says
	sum := argon2.IDKey([]byte(password), salt, cost.Passes, cost.Memory, cost.Threads, hashLen)
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, cost.Memory, cost.Passes, cost.Threads, b64(salt), b64(sum))
}

// matches compares in constant time. A hash that cannot be read matches nothing.
func matches(hash, password string) bool {
	cost, salt, want, ok := readHash(hash)
	if !ok {
		return false
	}
	got := argon2.IDKey([]byte(password), salt, cost.Passes, cost.Memory, cost.Threads, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1
}

func readHash(hash string) (cost Cost, salt, sum []byte, ok bool) {
	part := strings.Split(hash, "$")
	if len(part) != 6 || part[0] != "" || part[1] != "argon2id" || part[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return cost, nil, nil, false
	}
	if n, err := fmt.Sscanf(part[3], "m=%d,t=%d,p=%d", &cost.Memory, &cost.Passes, &cost.Threads); n != 3 || err != nil {
		return cost, nil, nil, false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(part[4])
	sum, err2 := base64.RawStdEncoding.DecodeString(part[5])
	ok = err1 == nil && err2 == nil && len(salt) >= 8 && len(sum) >= 16 && len(sum) <= 64 &&
		cost.Memory >= 8 && cost.Memory <= mostMemory && cost.Passes >= 1 && cost.Passes <= mostPasses && cost.Threads >= 1
	return cost, salt, sum, ok
}

// GeneratePassword makes a password to be printed once: 26 letters and digits, 130 bits.
func GeneratePassword() string { return strings.ToLower(rand.Text()) }

// passwords checks passwords, few at a time: each takes memory and a core, and a
// flood of sign-ins must not starve the calls.
type passwords struct {
	slots chan struct{}
	dummy string // compared when the account is unknown, so that both answers take as long
}

func newPasswords(cost Cost) *passwords {
	return &passwords{slots: make(chan struct{}, 2), dummy: HashPassword(GeneratePassword(), cost)}
}

func (p *passwords) check(ctx context.Context, hash, password string) (bool, error) {
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return false, callcenter.Errorf(callcenter.Unavailable, "登录的人太多,请稍后再试: %w", context.Cause(ctx))
	}
	if hash == "" {
		matches(p.dummy, password)
		return false, nil
	}
	return matches(hash, password), nil
}
