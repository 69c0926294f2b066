package records

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/records/pgtest"
)

const tellerEnv = "HOTLINE_TEST_TELLER"

func TestMain(m *testing.M) {
	if args := os.Getenv(tellerEnv); args != "" {
		if err := teller(strings.Split(args, "\n")); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	if args := os.Getenv(moverEnv); args != "" {
		if err := mover(strings.Split(args, "\n")); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// teller is a controller that is going to be killed: it tells calls for ever and
// prints each one whose end the log has acknowledged.
func teller(args []string) error {
	ctx := context.Background()
	p, err := pgxpool.New(ctx, args[0])
	if err != nil {
		return err
	}
	r, err := Open(ctx, Config{
		Postgres: p, Dir: args[1], KeyFile: args[2], IndexKeyFile: args[3],
		Alarms: new(alarms), Log: zap.NewNop(), SegmentBytes: 64 << 10,
	})
	if err != nil {
		return err
	}
	go r.Run(ctx) // until the process is killed
	shift, facts := wholeShift(noon.Add(-time.Hour), "1001")
	for _, f := range facts {
		r.Tell(f)
	}
	for n := 1; ; n++ {
		facts := wholeCall(noon.Add(time.Duration(n)*time.Minute), n, fmt.Sprintf("138%08d", n%50), "1001", shift)
		last := len(facts) - 1
		for _, f := range facts[:last] {
			r.Tell(f)
		}
		if err := r.Commit(ctx, facts[last]); err != nil {
			return err
		}
		fmt.Println(facts[last].Subject)
		time.Sleep(2 * time.Millisecond)
	}
}

// TestOutage: Postgres is killed under load and stays away, the controller is killed
// meanwhile and started again, Postgres comes back. Nothing acknowledged is lost,
// nothing is there twice.
func TestOutage(t *testing.T) {
	t.Parallel()
	server := pgtest.NewServer(t)
	cfg := place(t, server.URL, t.TempDir())

	var acknowledged []string
	for kill := range 3 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), tellerEnv+"="+strings.Join([]string{server.URL, cfg.Dir, cfg.KeyFile, cfg.IndexKeyFile}, "\n"))
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for n := 0; n < 150 && lines.Scan(); n++ {
			acknowledged = append(acknowledged, lines.Text())
			if n == 50 && kill == 1 {
				server.Kill()
			}
		}
		_ = cmd.Process.Kill()
		for lines.Scan() {
			acknowledged = append(acknowledged, lines.Text())
		}
		_ = cmd.Wait()
	}

	r, stop := run(t, cfg)
	if _, err := r.Calls(t.Context(), Filter{}); !callcenter.Is(err, callcenter.Unavailable) {
		t.Errorf("a page without Postgres: %v", err)
	}
	wholly := wholeCall(noon, 9999, "13800001234", "1001", callcenter.ID{})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := r.Commit(ctx, wholly[0]); err != nil {
		t.Errorf("commit without Postgres: %v", err)
	}
	server.Start()
	drain(t, r)
	defer stop()

	conn := connect(t, server.URL)
	there := map[string]int{}
	rows, err := conn.Query(t.Context(), `SELECT id::text, facts FROM call`)
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var id string
		var facts int
		if err := rows.Scan(&id, &facts); err != nil {
			t.Fatal(err)
		}
		there[id] = facts
	}
	lost := 0
	for _, id := range acknowledged {
		if there[id] != 15 {
			lost++
		}
	}
	if lost > 0 || len(acknowledged) < 400 {
		t.Errorf("%d of %d acknowledged calls are not whole", lost, len(acknowledged))
	}
	journal := value[int](t, conn, `SELECT count(*) FROM journal WHERE kind NOT LIKE 'shift.%'`)
	sum := value[int](t, conn, `SELECT sum(facts) FROM call`)
	if journal != sum {
		t.Errorf("%d facts in the journal, %d folded", journal, sum)
	}
	if b := r.Backlog(); b.Aside != 0 || b.Bytes != 0 || b.Away {
		t.Errorf("%+v", b)
	}
	if bad, _ := filepath.Glob(filepath.Join(cfg.Dir, "*.bad")); len(bad) > 0 {
		t.Errorf("damage: %v", bad)
	}
}
