package seal

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"hotline/callcenter"
)

func TestRotationKeepsOldSealsOpen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	old, both := filepath.Join(dir, "old"), filepath.Join(dir, "both")
	if err := Create(old); err != nil {
		t.Fatal(err)
	}
	before := must(os.ReadFile(old))
	if err := Create(old); err != nil || !bytes.Equal(before, must(os.ReadFile(old))) {
		t.Fatalf("a second Create changed the key (%v)", err)
	}
	ring := must(Load(old))
	sealed := ring.Seal([]byte("8613800001234"), "contact:1")

	if err := Create(both); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(both, append(must(os.ReadFile(both)), before...), 0o600); err != nil {
		t.Fatal(err)
	}
	rotated := must(Load(both))
	plain, err := rotated.Open(sealed, "contact:1")
	if err != nil || string(plain) != "8613800001234" {
		t.Fatalf("after rotation: %q, %v", plain, err)
	}
	if _, err := ring.Open(rotated.Seal(plain, "contact:1"), "contact:1"); err == nil {
		t.Error("the new key is not the one that seals")
	}
}

func TestSealedValueDoesNotOpenElsewhere(t *testing.T) {
	t.Parallel()
	key := NewKey()
	sealed := key.Seal([]byte("8613800001234"), "number:a")
	if bytes.Contains(sealed, []byte("13800001234")) {
		t.Error("the number is readable")
	}
	if _, err := key.Open(sealed, "number:b"); err == nil {
		t.Error("opened under another label")
	}
	sealed[len(sealed)-1] ^= 1
	for _, bad := range [][]byte{sealed, nil, sealed[:idSize], sealed[:idSize+5]} {
		if _, err := key.Open(bad, "number:a"); err == nil {
			t.Errorf("opened %x", bad)
		}
	}
}

func TestHashIsOfTheNormalisedNumber(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "index")
	if err := Create(path); err != nil {
		t.Fatal(err)
	}
	index := must(LoadIndex(path))
	a := index.Hash(callcenter.ParseNumber("0086 138-0000-1234", callcenter.LocalAreaCode))
	b := index.Hash(callcenter.ParseNumber("13800001234", callcenter.LocalAreaCode))
	if !bytes.Equal(a, b) || len(a) != 32 {
		t.Errorf("%x and %x", a, b)
	}
	if index.Hash(callcenter.Number{}) != nil {
		t.Error("anonymous callers share a hash")
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
