package records

import (
	"cmp"
	"context"
	"fmt"
	"syscall"
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// watchRoom looks at the disk of the local log: while Postgres is away all that happens
// lies there, and nothing else bounds it. Who is told with weeks to spare can do something.
func (r *Records) watchRoom(ctx context.Context) error {
	tick := time.NewTicker(roomEach)
	defer tick.Stop()
	for told := false; ; {
		left, err := roomOf(r.cfg.Dir)
		switch {
		case err != nil:
			r.log.Warn("room on the disk of the local log is not known", zap.Error(err))
		case left >= cmp.Or(r.cfg.Room, leastRoom):
			told = false
		case !told:
			told = true
			r.cfg.Alarms.Raise(callcenter.Alarm{Name: callcenter.AlarmJournalDisk, Detail: fmt.Sprintf("本地日志所在的磁盘只剩 %d MB,请清理或扩容;写满之后事实只能留在内存里", left>>20)})
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// roomOf is what is left on the disk of a folder for who is not root.
func roomOf(dir string) (uint64, error) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(dir, &fs); err != nil {
		return 0, fmt.Errorf("room left for %s: %w", dir, err)
	}
	return fs.Bavail * uint64(fs.Bsize), nil
}
