package agents

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"hotline/callcenter"
)

// The local files. They hold password hashes and who works when: 0600.
const (
	peopleFile = "staff.json"
	shiftsFile = "shifts.json"
)

// diary is what changes often: rewritten, whole, before a change is acknowledged.
type diary struct {
	Shifts  map[callcenter.AgentID]Shift `json:"shifts"`
	Revoked map[callcenter.ID]time.Time  `json:"revoked"`
}

// disk writes the local files. Many who wait for the same write share one.
type disk struct {
	folder  string
	mu      sync.Mutex
	written uint64 // the generation of the diary in the file
}

// keep returns when a diary of at least this generation is in the file.
func (d *disk) keep(generation uint64, latest func() (uint64, diary)) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.written >= generation {
		return nil
	}
	g, content := latest()
	if err := replaceFile(filepath.Join(d.folder, shiftsFile), content); err != nil {
		return err
	}
	d.written = g
	return nil
}

func (d *disk) keepPeople(p people) error {
	return replaceFile(filepath.Join(d.folder, peopleFile), p)
}

// read fills what it finds; a missing file is no fault, a damaged one is.
func (d *disk) read(name string, into any) (found bool, err error) {
	raw, err := os.ReadFile(filepath.Join(d.folder, name))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read snapshot: %w", err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return false, fmt.Errorf("read snapshot %s: %w", name, err)
	}
	return true, nil
}

// replaceFile puts a whole new file in the place of the old one, so that a crash
// leaves one or the other.
func replaceFile(path string, content any) (err error) {
	raw, err := json.Marshal(content)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("write snapshot: %w", err)
	}
	_, err = f.Write(raw)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Rename(path+".new", path); err != nil {
		return fmt.Errorf("write snapshot: %w", err)
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes the renaming itself durable.
func syncFolder(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("sync %s: %w", path, err)
	}
	if err := errors.Join(dir.Sync(), dir.Close()); err != nil {
		return fmt.Errorf("sync %s: %w", path, err)
	}
	return nil
}
