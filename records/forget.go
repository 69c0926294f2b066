package records

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"hotline/callcenter"
)

// forgottenFile lists the parties that were forgotten, one a line, beside the local log:
// a backup of Postgres is older than what was forgotten since, and brings it back.
const forgottenFile = "forgotten.log"

// ForgetParty forgets a party and writes that down, before and after: in a file that no
// restore of Postgres touches, and in the audit. Repeated: no effect. Conflict: one of its
// calls is on legal hold.
func (r *Records) ForgetParty(ctx context.Context, party callcenter.ID, by callcenter.AgentID, reason string) error {
	if held, err := r.held(ctx, party); err != nil || held {
		if err == nil {
			err = callcenter.Errorf(callcenter.Conflict, "这位当事人有保全中的来电,不能遗忘;请先解除保全")
		}
		return err
	}
	if err := r.Note(ctx, Look{Staff: by, Action: "forget_parties", Party: party, Reason: reason}); err != nil {
		return err
	}
	if err := appendLine(filepath.Join(r.cfg.Dir, forgottenFile), time.Now().UTC().Format(time.RFC3339)+" "+party.String()); err != nil {
		return fmt.Errorf("forget party %s: %w", party, err)
	}
	if err := r.Forget(ctx, party); err != nil && !callcenter.Is(err, callcenter.NotFound) {
		return err
	}
	return nil
}

// held reports that a call of the party is on legal hold, whoever asks.
func (r *Reads) held(ctx context.Context, party callcenter.ID) (yes bool, err error) {
	ctx, cancel := context.WithTimeout(asProgram(ctx), readTimeout)
	defer cancel()
	err = r.db.QueryRow(ctx, `SELECT EXISTS (SELECT FROM call c JOIN legal_hold h ON h.call = c.id WHERE c.party = $1 AND h.held)`, party).Scan(&yes)
	if err != nil {
		return false, failed("read legal holds", err)
	}
	return yes, nil
}

// ReplayForgotten forgets again, after a restore, whoever was forgotten before it.
// Folder is that of the local log. It returns how many a backup had brought back.
func (r *Reads) ReplayForgotten(ctx context.Context, folder string) (again int, err error) {
	f, err := os.Open(filepath.Join(folder, forgottenFile))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("replay forgotten: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var at, id string
		if n, err := fmt.Sscan(lines.Text(), &at, &id); n != 2 {
			return again, fmt.Errorf("replay forgotten: line %q: %w", lines.Text(), err)
		}
		party, err := callcenter.ParseID(id)
		if err != nil {
			return again, fmt.Errorf("replay forgotten: %w", err)
		}
		switch err := r.Forget(ctx, party); {
		case err == nil:
			again++
		case !callcenter.Is(err, callcenter.NotFound):
			return again, err
		}
	}
	return again, lines.Err()
}

func appendLine(path, line string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(f, line)
	return errors.Join(err, f.Sync(), f.Close())
}
