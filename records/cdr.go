package records

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// Asterisk appends each line it ends to Master.csv, which it opens anew each time, so the
// file may be renamed under it. An hour's lines go into a file of their own, named by when
// they were set aside; it is deleted whole when its last line is over.
const (
	cdrFile   = "Master.csv"
	cdrPrefix = "Master-"
	cdrStamp  = "20060102T15"
)

// expireCDR sets this hour's lines aside and deletes the files that are over.
func (r *Records) expireCDR(ctx context.Context, now time.Time, s sweep) (gone int64, err error) {
	if r.cfg.CDR == "" {
		return 0, nil
	}
	if err := rotateCDR(r.cfg.CDR, now); err != nil {
		return 0, err
	}
	files, err := filepath.Glob(filepath.Join(r.cfg.CDR, cdrPrefix+"*.csv"))
	if err != nil {
		return 0, fmt.Errorf("cdr files: %w", err)
	}
	for _, file := range files {
		name := filepath.Base(file)
		aside, err := time.Parse(cdrStamp, strings.TrimSuffix(strings.TrimPrefix(name, cdrPrefix), ".csv"))
		if err != nil || aside.Add(time.Hour).After(s.until) { // a name of somebody else's is left alone
			continue
		}
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return gone, fmt.Errorf("delete cdr file: %w", err)
		}
		one, cancel := context.WithTimeoutCause(ctx, readTimeout, errors.New("a deletion was not logged in time"))
		err = pgx.BeginFunc(one, gate{r.db.pool, retention}, func(tx pgx.Tx) error { return s.log(one, tx, name, 1) })
		cancel()
		if err != nil {
			return gone, failed("log deletion of "+name, err)
		}
		gone++
	}
	return gone, nil
}

// rotateCDR gives the lines so far a name of this hour. Two controllers of one machine may
// do so at once, and one may be killed between the two steps: the file is then known by
// being the same under both names.
func rotateCDR(folder string, now time.Time) error {
	from := filepath.Join(folder, cdrFile)
	to := filepath.Join(folder, cdrPrefix+now.UTC().Format(cdrStamp)+".csv")
	was, err := os.Stat(from)
	if errors.Is(err, fs.ErrNotExist) || err == nil && was.Size() == 0 {
		return nil
	}
	if err == nil {
		err = os.Link(from, to)
	}
	if errors.Is(err, fs.ErrExist) {
		if is, err := os.Stat(to); err != nil || !os.SameFile(was, is) {
			return nil // this hour's are set aside; these wait for the next
		}
		err = nil
	}
	if err == nil {
		err = os.Remove(from)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("set cdr lines aside: %w", err)
	}
	return nil
}
