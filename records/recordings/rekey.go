package recordings

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"hotline/callcenter"
)

// Rekey wraps every recording's key under the current key of the key file; the sound
// itself is copied as it is. It returns how many it wrapped. Killed, it is begun again.
func (s *Store) Rekey() (done int, err error) {
	err = fs.WalkDir(s.root.FS(), ".", func(path string, entry fs.DirEntry, err error) error {
		name, sealed := strings.CutSuffix(filepath.Base(path), ".sealed")
		if err != nil || entry.IsDir() || !sealed {
			return err
		}
		id, name, _ := strings.Cut(name, ".")
		call, err := callcenter.ParseID(id)
		if err != nil {
			return err
		}
		if err := s.rekey(path, label(call, name)); err != nil {
			return fmt.Errorf("rekey recording %s: %w", path, err)
		}
		done++
		return nil
	})
	return done, err
}

func (s *Store) rekey(path, label string) error {
	r, err := s.open(path, label)
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	wrapped := s.ring.Wrap(r.key, label)
	half := path + ".half"
	f, err := s.root.OpenFile(half, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(binary.BigEndian.AppendUint16([]byte(magic), uint16(len(wrapped))), wrapped...))
	if err == nil {
		_, err = io.Copy(f, io.NewSectionReader(r.file, r.start, r.file.Size()-r.start))
	}
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := s.root.Rename(half, path); err != nil {
		return err
	}
	return s.syncFolders(filepath.Dir(path))
}
