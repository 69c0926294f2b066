package records

import (
	"context"
	"fmt"
	"io"
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

const moverEnv = "HOTLINE_TEST_MOVER"

// mover is a controller that is going to be killed while it moves recordings.
func mover(args []string) error {
	ctx := context.Background()
	p, err := pgxpool.New(ctx, args[0])
	if err != nil {
		return err
	}
	r, err := Open(ctx, Config{
		Controller: "a", Postgres: p, Dir: args[1], KeyFile: args[2], IndexKeyFile: args[3], Sounds: args[5], Alarms: new(alarms), Log: zap.NewNop(),
	})
	if err != nil {
		return err
	}
	go r.Run(ctx) // until the process is killed
	return moveAll(ctx, r, args[4], os.Stdout)
}

func moveAll(ctx context.Context, r *Records, spool string, done io.Writer) error {
	files, err := filepath.Glob(filepath.Join(spool, "*"))
	if err != nil {
		return err
	}
	for _, file := range files {
		token := callcenter.Token(filepath.Base(file))
		if err := r.KeepSound(ctx, token.Call(), string(token), file); err != nil {
			return err
		}
		_, _ = fmt.Fprintln(done, token)
		if err := os.Remove(file); err != nil {
			return err
		}
	}
	return nil
}

// TestRecordingsAreMovedThroughKills: killed again and again while it moves, no sound
// is lost and none is there twice.
func TestRecordingsAreMovedThroughKills(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	cfg := place(t, url, t.TempDir())
	cfg.Controller = "a"
	spool := t.TempDir()
	const calls = 60
	r, stop := run(t, cfg)
	var ids []callcenter.ID
	for n := range calls {
		facts := wholeCall(noon.Add(time.Duration(n)*time.Minute), n, "13800001234", "1001", callcenter.ID{})
		for _, f := range facts {
			r.Tell(f)
		}
		ids = append(ids, facts[0].Subject)
		sound := strings.Repeat(fmt.Sprint(n, " "), 50_000)
		if err := os.WriteFile(filepath.Join(spool, facts[0].Subject.String()+".1.x"), []byte(sound), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	drain(t, r)
	stop()
	for kill := range 5 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), moverEnv+"="+strings.Join([]string{url, cfg.Dir, cfg.KeyFile, cfg.IndexKeyFile, spool, cfg.Sounds}, "\n"))
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		one := make([]byte, 40*(kill+1))
		_, _ = io.ReadFull(out, one)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	r, _ = run(t, cfg)
	if err := moveAll(t.Context(), r, spool, io.Discard); err != nil {
		t.Fatal(err)
	}
	drain(t, r)
	for n, id := range ids {
		list, _, err := r.Recordings(t.Context(), id)
		if err != nil || len(list) != 1 || list[0].State != RecordingKept || list[0].Agent != "1001" {
			t.Fatalf("call %d: %+v, %v", n, list, err)
		}
		sound, err := r.Play(t.Context(), list[0], id)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(sound)
		if err != nil || string(b) != strings.Repeat(fmt.Sprint(n, " "), 50_000) {
			t.Errorf("call %d: another sound, %v", n, err)
		}
		_ = sound.Close()
	}
	kept, _ := filepath.Glob(filepath.Join(cfg.Sounds, "*", "*.sealed"))
	if len(kept) != calls {
		t.Errorf("%d files of %d recordings", len(kept), calls)
	}
}

func TestRecordingsExpire(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	cfg := place(t, url, t.TempDir())
	cfg.Controller = "a"
	r, _ := run(t, cfg)
	keep := func(n int, at time.Time, number string) callcenter.ID {
		call := tellCall(t, r, at, n, number)
		file := filepath.Join(t.TempDir(), "x.wav")
		if err := os.WriteFile(file, []byte("sound"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := r.KeepSound(t.Context(), call, call.String()+".1.x", file); err != nil {
			t.Fatal(err)
		}
		return call
	}
	old, held := keep(1, noon, "13800001234"), keep(2, noon.Add(time.Second), "13800001234")
	forgotten, young := keep(3, noon.Add(500*24*time.Hour), "13900001234"), keep(4, noon.Add(500*24*time.Hour), "13700001234")
	drain(t, r)
	if h, err := r.Hold(t.Context(), held, true, "complaint", Entry{ID: "h", Author: "3001"}); err != nil || !h.Held {
		t.Fatalf("%+v, %v", h, err)
	}
	if _, err := r.Hold(t.Context(), held, true, "whim", Entry{ID: "h2", Author: "3001"}); !callcenter.Is(err, callcenter.Invalid) {
		t.Errorf("a reason of no dictionary: %v", err)
	}
	party, err := r.PartyOf(t.Context(), number("13900001234"))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Forget(t.Context(), party); err != nil {
		t.Fatal(err)
	}
	conn := connect(t, url)
	before := value[string](t, conn, `SELECT string_agg(r::text, ' ' ORDER BY r.call) FROM recording r`)
	now := noon.Add(731 * 24 * time.Hour)
	for want := range 2 { // two in the first round, none in the second
		n, err := r.DeleteExpired(t.Context(), now)
		if err != nil || n != 2-2*want {
			t.Errorf("round %d: %d deleted, %v", want, n, err)
		}
		drain(t, r)
	}
	for call, want := range map[callcenter.ID]string{old: "deleted expired", forgotten: "deleted forgotten", held: "kept ", young: "kept "} {
		list, _, err := r.Recordings(t.Context(), call)
		if err != nil || len(list) != 1 || fmt.Sprint(list[0].State, " ", list[0].Why) != want {
			t.Errorf("want %s: %+v, %v", want, list, err)
			continue
		}
		sound, err := r.Play(t.Context(), list[0], call)
		if deleted := strings.HasPrefix(want, "deleted"); deleted != callcenter.Is(err, callcenter.NotFound) {
			t.Errorf("%s: %v", want, err)
		}
		if sound != nil {
			_ = sound.Close()
		}
	}
	if after := value[string](t, conn, `SELECT string_agg(r::text, ' ' ORDER BY r.call) FROM recording r`); after != before {
		t.Error("deletion changed what was recorded")
	}
	if _, err := r.Hold(t.Context(), held, false, "complaint", Entry{ID: "h3", Author: "3001"}); err != nil {
		t.Fatal(err)
	}
	if n, err := r.DeleteExpired(t.Context(), now); err != nil || n != 1 {
		t.Errorf("let go: %d, %v", n, err)
	}
}

func TestAuditIsAppendedOnly(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	r, _ := run(t, place(t, url, t.TempDir()))
	call := callcenter.NewID(noon)
	for range 3 { // the parts a player asks for are one look
		if err := r.Note(t.Context(), Look{Staff: "1001", Action: "play_recordings", Call: call, Object: "a"}); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Note(t.Context(), Look{Staff: "1001", Action: "open_numbers", Call: call, Reason: "回拨"}); err != nil {
		t.Fatal(err)
	}
	page, err := r.Looks(t.Context(), LookFilter{})
	if looks := page.Looks; err != nil || len(looks) != 2 || looks[0].Reason != "回拨" || looks[1].Object != "a" {
		t.Errorf("%+v, %v", looks, err)
	}
	conn := connect(t, url)
	for _, sql := range []string{`UPDATE audit SET reason = ''`, `DELETE FROM audit`, `TRUNCATE audit`} {
		if _, err := conn.Exec(t.Context(), sql); err == nil {
			t.Errorf("%s was allowed", sql)
		}
	}
}

// WL retention 0 deletes at once: but not what is held, and no message before its caller
// was called.
func TestRetentionOfNoDaysDeletesAtOnce(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	cfg := place(t, url, t.TempDir())
	cfg.Controller = "a"
	r, _ := run(t, cfg)
	if _, err := r.SetRetention(t.Context(), "recordings", 0, "3001"); err != nil {
		t.Fatal(err)
	}
	talked := tellCall(t, r, noon, 1, "13800001234")
	held := tellCall(t, r, noon.Add(time.Minute), 2, "13800001234")
	left := callcenter.NewID(noon)
	message := left.String() + ".message"
	for _, f := range []callcenter.Fact{
		{Subject: left, At: noon, Data: callcenter.CallArrived{Line: "l", Called: "12348"}, Contact: number("13900001234")},
		{Subject: left, At: noon, Data: callcenter.MessageLeft{Recording: message, Seconds: 5}},
		{Subject: left, At: noon, Data: callcenter.CallEnded{Outcome: callcenter.Message, By: callcenter.ByCaller}},
	} {
		r.Tell(f)
	}
	drain(t, r)
	if _, err := r.Hold(t.Context(), held, true, "complaint", Entry{ID: "h", Author: "3001"}); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "x.wav")
	if err := os.WriteFile(file, []byte("sound"), 0o600); err != nil {
		t.Fatal(err)
	}
	for call, of := range map[callcenter.ID]string{held: held.String() + ".1.x", left: message, talked: talked.String() + ".1.x"} {
		if err := r.KeepSound(t.Context(), call, of, file); err != nil {
			t.Fatal(err)
		}
	}
	state := func(call callcenter.ID) RecordingState {
		list, _, err := r.Recordings(t.Context(), call)
		if err != nil || len(list) == 0 {
			return ""
		}
		return list[len(list)-1].State
	}
	for end := time.Now().Add(time.Minute); state(talked) != RecordingDeleted; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the recording is %s", state(talked))
		}
	}
	if state(held) != RecordingKept || state(left) != RecordingKept {
		t.Errorf("what is held: %s, a message not answered: %s", state(held), state(left))
	}
}

// TestSlowPostgresIsTold: who waits too long for Postgres is told once, as long as it lasts.
func TestSlowPostgresIsTold(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t)
	cfg := place(t, url, t.TempDir())
	told := new(alarms)
	cfg.Alarms, cfg.Patience = told, 50*time.Millisecond
	conn := connect(t, url)
	for _, sql := range []string{
		`CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.3); RETURN NEW; END $$`,
		`CREATE TRIGGER slowly BEFORE INSERT ON journal FOR EACH STATEMENT EXECUTE FUNCTION slowly()`,
	} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	r, _ := run(t, cfg)
	for n := range 3 {
		tellCall(t, r, time.Now(), n, "13800001234")
		drain(t, r)
	}
	if n := told.count(callcenter.AlarmJournalBacklog); n != 1 {
		t.Errorf("told %d times", n)
	}
}

// TestLittleRoomIsTold: a disk that will be full one day is told of long before.
func TestLittleRoomIsTold(t *testing.T) {
	t.Parallel()
	for name, least := range map[string]uint64{"little": 1 << 62, "enough": 1} {
		cfg := place(t, pgtest.Database(t), t.TempDir())
		told := new(alarms)
		cfg.Alarms, cfg.Room = told, least
		r, _ := run(t, cfg)
		tellCall(t, r, noon, 1, "13800001234")
		drain(t, r)
		want := map[string]int{"little": 1, "enough": 0}[name]
		for end := time.Now().Add(time.Minute); told.count(callcenter.AlarmJournalDisk) < want && time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		}
		if n := told.count(callcenter.AlarmJournalDisk); n != want {
			t.Errorf("%s room: told %d times", name, n)
		}
	}
}
