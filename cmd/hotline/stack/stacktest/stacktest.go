// Package stacktest gives a test a stack of its own: a fresh folder and a range of
// ports that no other test on this machine has, also not one of another package
// running at the same time. The stack is stopped when the test ends.
package stacktest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"hotline/cmd/hotline/stack"
)

// Test stacks take these bases: below the ports the kernel hands out by itself.
const (
	firstBase = 21000
	lastBase  = 31000
)

// Place reserves a stack without starting it.
func Place(t testing.TB) stack.Place {
	t.Helper()
	place := reserve(t, t.TempDir())
	t.Cleanup(func() {
		if err := place.Down(context.WithoutCancel(t.Context()), nil); err != nil {
			t.Error(err)
		}
	})
	return place
}

// Up starts a stack; a server that is not installed fails the test.
func Up(t testing.TB, options stack.Options) stack.Place {
	t.Helper()
	place := Place(t)
	if options.Progress == nil {
		options.Progress = t.Logf
	}
	if err := place.Up(t.Context(), options); err != nil {
		t.Fatal(err)
	}
	return place
}

// reserve finds a base nobody else tests on; the kernel frees it if we are killed.
func reserve(t testing.TB, home string) stack.Place {
	t.Helper()
	for base := firstBase; base <= lastBase; base += stack.PortSpan {
		path := filepath.Join(os.TempDir(), fmt.Sprintf("hotline-test-ports-%d.lock", base))
		file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			continue // another user's
		}
		place := placeAt(t, home, base)
		if syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil || place.CheckFree() != nil {
			_ = file.Close()
			continue
		}
		t.Cleanup(func() { _ = file.Close() })
		return place
	}
	t.Fatalf("all port ranges for tests from %d to %d are taken", firstBase, lastBase)
	return stack.Place{}
}

func placeAt(t testing.TB, home string, base int) stack.Place {
	t.Helper()
	place, err := stack.PlaceOf(func(name string) string {
		switch name {
		case "HOTLINE_HOME":
			return home
		case "HOTLINE_PORT_BASE":
			return strconv.Itoa(base)
		}
		return os.Getenv(name)
	})
	if err != nil {
		t.Fatal(err)
	}
	return place
}
