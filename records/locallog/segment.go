package locallog

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Position is a place between two records.
type Position struct {
	Segment uint64 `json:"segment"`
	Offset  int64  `json:"offset"`
}

// Compare orders positions.
func (p Position) Compare(q Position) int {
	return cmp.Or(cmp.Compare(p.Segment, q.Segment), cmp.Compare(p.Offset, q.Offset))
}

func segmentName(dir string, n uint64) string {
	return filepath.Join(dir, fmt.Sprintf("%016d.log", n))
}

// segments lists the numbers of the segments in dir, in order.
func segments(dir string) ([]uint64, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var found []uint64
	for _, e := range entries {
		var n uint64
		head, is := strings.CutSuffix(e.Name(), ".log")
		if _, err := fmt.Sscanf(head, "%016d", &n); is && err == nil && segmentName(dir, n) == filepath.Join(dir, e.Name()) {
			found = append(found, n)
		}
	}
	slices.Sort(found)
	return found, nil
}

// createSegment makes a new file whose name survives a power cut.
func createSegment(dir string, n uint64) (*os.File, error) {
	f, err := os.OpenFile(segmentName(dir, n), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syncDir(dir); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

// cutTornTail cuts the segment at the end of its last whole record and returns
// that place. Damage before it stays for the reader to report.
func cutTornTail(dir string, n uint64) (end int64, err error) {
	name := segmentName(dir, n)
	b, err := os.ReadFile(name)
	if err != nil {
		return 0, err
	}
	for at := 0; at < len(b); {
		if _, size, v := parseFrame(b[at:]); v == whole {
			at += size
			end = int64(at)
			continue
		}
		at += nextWhole(b[at:])
	}
	if end == int64(len(b)) {
		return end, nil
	}
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return 0, err
	}
	defer f.Close()
	if err := f.Truncate(end); err != nil {
		return 0, err
	}
	return end, f.Sync()
}
