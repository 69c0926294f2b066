package agents

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"hotline/callcenter"
)

func TestLockoutGrowsAndTellsNothing(t *testing.T) {
	for _, id := range []callcenter.AgentID{wang, "nobody"} {
		synctest.Test(t, func(t *testing.T) {
			a := newCentre().open(t, "a1", t.TempDir())
			try := func(password string) error {
				_, _, err := a.SignIn(t.Context(), Credentials{Staff: id, Password: password})
				return err
			}
			for range freeFailures {
				err := try("wrong")
				refusedAs(t, err, callcenter.Unauthorized)
				if err.Error() != "工号或密码不正确" {
					t.Fatalf("told %q", err)
				}
			}
			for _, minutes := range []time.Duration{1, 2, 4, 8, 16, 30, 30} {
				refusedAs(t, try(password), callcenter.Denied)
				time.Sleep(minutes*time.Minute - time.Second)
				refusedAs(t, try(password), callcenter.Denied)
				time.Sleep(time.Second)
				refusedAs(t, try("wrong"), callcenter.Unauthorized)
			}
			time.Sleep(longestLock)
			if err := try(password); (err == nil) != (id == wang) {
				t.Fatalf("after the lock: %v", err)
			}
			if id == wang {
				refusedAs(t, try("wrong"), callcenter.Unauthorized) // the count began anew
				must(t, try(password))
			}
		})
	}
}

func TestLockoutIsBounded(t *testing.T) {
	l := newLockout()
	now := time.Now()
	for i := range mostTracked + 100 {
		l.failed(callcenter.AgentID(strings.Repeat("x", i%7)+time.Duration(i).String()), now.Add(time.Duration(i)))
	}
	if len(l.of) > mostTracked {
		t.Errorf("%d badges tracked", len(l.of))
	}
}

func TestTokenExpiresAndIsOnlyOurs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCentre()
		a := c.open(t, "a1", t.TempDir())
		_, token := signIn(t, a, wang, "")
		b := c.open(t, "b1", t.TempDir())
		if s, _, err := b.Resume(token); err != nil || s.Staff.ID != wang {
			t.Fatalf("another controller of the centre: %v", err)
		}
		stranger := newCentre().open(t, "s1", t.TempDir())
		if _, _, err := stranger.Resume(token); !callcenter.Is(err, callcenter.Unauthorized) {
			t.Fatalf("another centre: %v", err)
		}
		for range 12*2 - 1 { // somebody works: he is never idle long
			time.Sleep(defaultIdle)
			must(t, resume(a, token))
		}
		time.Sleep(defaultIdle - time.Second)
		if _, _, err := a.Resume(token); err != nil {
			t.Fatalf("a second before it ends: %v", err)
		}
		time.Sleep(time.Second)
		if _, _, err := a.Resume(token); !callcenter.Is(err, callcenter.Unauthorized) {
			t.Fatalf("expired: %v", err)
		}
	})
}

func resume(a *Agents, token string) error {
	_, _, err := a.Resume(token)
	return err
}

func TestAnIdleSessionEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newCentre().open(t, "a1", t.TempDir())
		_, idle := signIn(t, a, "2001", "")
		_, seated := signIn(t, a, wang, "8001")
		must(t, resume(a, idle))
		must(t, resume(a, seated))
		time.Sleep(defaultIdle)
		must(t, resume(a, idle)) // just in time
		time.Sleep(defaultIdle + time.Second)
		refusedAs(t, resume(a, idle), callcenter.Unauthorized)
		refusedAs(t, resume(a, idle), callcenter.Unauthorized)
		must(t, resume(a, seated)) // he waits for calls at his seat
		a.seen.forget(time.Now().Add(time.Hour))
		if len(a.seen.at) > 0 {
			t.Errorf("%d sessions are remembered", len(a.seen.at))
		}
	})
}

func TestOlderVersionEndsSessions(t *testing.T) {
	c := newCentre()
	a := c.open(t, "a1", t.TempDir())
	_, token := signIn(t, a, wang, "")
	s := c.store.who.Staff[wang]
	s.Version++
	c.store.who.Staff[wang] = s
	must(t, a.refresh(t.Context(), ""))
	_, _, err := a.Resume(token)
	refusedAs(t, err, callcenter.Unauthorized)
}

func TestFirstPasswordMustBeChanged(t *testing.T) {
	c := newCentre()
	s := c.store.who.Staff[wang]
	s.MustChange = true
	c.store.who.Staff[wang] = s
	a := c.open(t, "a1", t.TempDir())
	got, _ := signIn(t, a, wang, "8001")
	if !got.Staff.MustChange || a.shift(wang).open() {
		t.Error("a shift began before the password was his own")
	}
	refusedAs(t, a.SetIntent(t.Context(), wang, "8001", callcenter.WantsCalls, ""), callcenter.Denied)
}

func TestSnapshotsArePrivate(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "agents")
	c := newCentre()
	a := c.open(t, "a1", folder)
	signIn(t, a, wang, "8001")
	for _, name := range []string{peopleFile, shiftsFile} {
		info, err := os.Stat(filepath.Join(folder, name))
		must(t, err)
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", name, info.Mode())
		}
	}
}

func TestPasswords(t *testing.T) {
	hash := HashPassword(password, cheap)
	if !matches(hash, password) || matches(hash, password+"x") || matches("", "") || matches("$argon2id$v=19$m=99999999,t=1,p=1$c2FsdHNhbHQ$c2FsdHNhbHRzYWx0c2FsdA", "x") {
		t.Error("passwords do not match as they should")
	}
	if HashPassword(password, cheap) == hash {
		t.Error("two hashes of one password are alike")
	}
}

func FuzzOpenToken(f *testing.F) {
	s, err := newSealer(make([]byte, KeyLen))
	if err != nil {
		f.Fatal(err)
	}
	good, err := s.seal(session{Staff: wang, Expires: time.Unix(2e9, 0)}, tokenPurpose)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add("")
	f.Add("!" + good)
	f.Add(good[:len(good)-2])
	f.Fuzz(func(t *testing.T, text string) {
		// Each fuzzing process seals its own good one, with the same key.
		var token session
		if s.open(text, tokenPurpose, &token) && token.Staff != wang {
			t.Errorf("opened %q, which nobody sealed", text)
		}
	})
}

func FuzzReadHash(f *testing.F) {
	f.Add(HashPassword(password, cheap))
	f.Add("$argon2id$v=19$m=8,t=1,p=0$AAAA$AAAA")
	f.Fuzz(func(t *testing.T, hash string) {
		if cost, _, _, ok := readHash(hash); ok && (cost.Threads == 0 || cost.Passes == 0 || cost.Memory > mostMemory) {
			t.Errorf("%q would panic or take the machine", hash)
		}
	})
}
