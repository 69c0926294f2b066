package agents

import (
	"testing"
	"testing/synctest"
	"time"

	"hotline/callcenter"
)

// guess signs in with a wrong password.
func guess(t *testing.T, a *Agents, id callcenter.AgentID) error {
	t.Helper()
	_, _, err := a.SignIn(t.Context(), Credentials{Staff: id, Password: "wrong"})
	if err == nil {
		t.Fatal("a wrong password was right")
	}
	return err
}

// Guessing at one controller after the other is counted together, and a lock holds at
// both; who gets in is forgotten at both.
func TestLockoutIsTheCentres(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCentre()
		a, b := c.open(t, "a1", t.TempDir()), c.open(t, "b1", t.TempDir())
		at := []*Agents{a, b}
		for i := range freeFailures {
			if err := guess(t, at[i%2], wang); !callcenter.Is(err, callcenter.Unauthorized) {
				t.Fatalf("guess %d: %v", i, err)
			}
			must(t, at[(i+1)%2].refresh(t.Context(), "sign_in_failure"))
		}
		for _, one := range at {
			if err := guess(t, one, wang); !callcenter.Is(err, callcenter.Denied) {
				t.Errorf("%s lets guess on: %v", one.controller, err)
			}
		}
		time.Sleep(firstLock)
		_, _, err := a.SignIn(t.Context(), Credentials{Staff: wang, Password: password})
		must(t, err)
		must(t, b.refresh(t.Context(), "sign_in_failure"))
		if err := guess(t, b, wang); !callcenter.Is(err, callcenter.Unauthorized) {
			t.Errorf("what was forgotten at a1 is held against him at b1: %v", err)
		}
	})
}

// Without Postgres each controller counts alone, and what it counted is not forgotten
// when Postgres is back and knows nothing of it.
func TestLockoutWithoutPostgres(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCentre()
		a := c.open(t, "a1", t.TempDir())
		c.store.setAway(true)
		for range freeFailures {
			_ = guess(t, a, wang)
		}
		c.store.setAway(false)
		must(t, a.refresh(t.Context(), "sign_in_failure"))
		if err := guess(t, a, wang); !callcenter.Is(err, callcenter.Denied) {
			t.Errorf("not locked: %v", err)
		}
	})
}

// In Postgres itself: counted by both, heard by both, and bounded.
func TestFailedSignInsInPostgres(t *testing.T) {
	t.Parallel()
	p := postgres{database(t)}
	for want := 1; want <= 3; want++ {
		if n, err := p.addFailure(t.Context(), wang); err != nil || n != want {
			t.Fatalf("%d, %v", n, err)
		}
	}
	if all, err := p.failures(t.Context()); err != nil || len(all) != 1 || all[wang].count != 3 || time.Since(all[wang].last) > time.Minute {
		t.Errorf("%+v, %v", all, err)
	}
	_, err := p.pool.Exec(t.Context(), `INSERT INTO agents.sign_in_failure SELECT 'x' || n, 1, now() - make_interval(secs => n) FROM generate_series(1, 3000) n`)
	must(t, err)
	_, err = p.pool.Exec(t.Context(), `INSERT INTO agents.sign_in_failure SELECT 'y' || n, 1, now() FROM generate_series(1, $1::int) n`, mostTracked)
	must(t, err)
	if _, err := p.addFailure(t.Context(), "z"); err != nil {
		t.Fatal(err)
	}
	var n int
	must(t, p.pool.QueryRow(t.Context(), `SELECT count(*) FROM agents.sign_in_failure`).Scan(&n))
	if n > mostTracked {
		t.Errorf("%d badges are remembered", n)
	}
	must(t, p.clearFailures(t.Context(), "z"))
	if all, err := p.failures(t.Context()); err != nil || all["z"].count != 0 {
		t.Errorf("not forgotten: %v", err)
	}
}
