package recordings

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"hotline/callcenter"
	"hotline/records/seal"
)

// Store is the folder of sealed recordings: a folder for each day, by the calls' ids.
type Store struct {
	dir  string
	root *os.Root
	ring *seal.Ring
}

// Open opens the folder, making it readable by its owner alone.
func Open(dir string, ring *seal.Ring) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make recordings folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open recordings folder: %w", err)
	}
	return &Store{dir: dir, root: root, ring: ring}, nil
}

// Close lets go of the folder.
func (s *Store) Close() error { return s.root.Close() }

// Kept is what became of a recording.
type Kept struct {
	Name   string // as it is kept
	Bytes  int64  // of the sound as it was
	SHA256 [sha256.Size]byte
}

// safeName is what a recording may be called: names come from Asterisk and from requests.
var safeName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$`)

func place(call callcenter.ID, name string) (string, error) {
	if !safeName.MatchString(name) || strings.Contains(name, "..") {
		return "", callcenter.Errorf(callcenter.Invalid, "录音名 %q 无效", name)
	}
	return filepath.Join(call.Time().UTC().Format("2006-01-02"), call.String()+"."+name+".sealed"), nil
}

func label(call callcenter.ID, name string) string { return "recording:" + call.String() + ":" + name }

// otherSounds is how many sounds of one name are kept apart: a recording that was begun
// again after its file had been taken.
const otherSounds = 9

// Keep seals the sound in a file. The file itself is left for the caller to remove,
// once he has noted that the recording is kept.
func (s *Store) Keep(call callcenter.ID, name, file string) (Kept, error) {
	plain, err := os.Open(file)
	if err != nil {
		return Kept{}, fmt.Errorf("keep recording of call %s: %w", call, err)
	}
	defer func() { _ = plain.Close() }()
	for n := 1; n <= otherSounds; n++ {
		kept := Kept{Name: name}
		if n > 1 {
			kept.Name = fmt.Sprintf("%s~%d", name, n)
		}
		done, err := s.keep(call, &kept, plain)
		if err != nil {
			return Kept{}, fmt.Errorf("keep recording of call %s: %w", call, err)
		}
		if done {
			return kept, nil
		}
	}
	return Kept{}, fmt.Errorf("keep recording of call %s: %d others are called %s", call, otherSounds, name)
}

// keep is false if another sound of that name is kept already.
func (s *Store) keep(call callcenter.ID, kept *Kept, plain io.ReadSeeker) (bool, error) {
	path, err := place(call, kept.Name)
	if err != nil {
		return false, err
	}
	if _, err := plain.Seek(0, io.SeekStart); err != nil {
		return false, err
	}
	if _, err := s.root.Stat(path); err == nil {
		return s.same(call, kept, plain)
	}
	if err := s.root.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return false, err
	}
	half := path + ".half" // of one killed: begun again
	if err := s.write(call, kept, plain, half); err != nil {
		return false, err
	}
	if err := s.verify(call, *kept, half); err != nil {
		return false, err
	}
	if err := s.root.Rename(half, path); err != nil {
		return false, err
	}
	return true, s.syncFolders(filepath.Dir(path))
}

// same reports that what is kept under the name is this very sound, as after a kill.
func (s *Store) same(call callcenter.ID, kept *Kept, plain io.Reader) (bool, error) {
	sum := sha256.New()
	n, err := io.Copy(sum, plain)
	if err != nil {
		return false, err
	}
	kept.Bytes, kept.SHA256 = n, [sha256.Size]byte(sum.Sum(nil))
	path, err := place(call, kept.Name)
	if err != nil {
		return false, err
	}
	return s.verify(call, *kept, path) == nil, nil
}

func (s *Store) write(call callcenter.ID, kept *Kept, plain io.Reader, path string) error {
	f, err := s.root.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	sum := sha256.New()
	kept.Bytes, err = sealAll(f, io.TeeReader(plain, sum), s.ring, label(call, kept.Name))
	kept.SHA256 = [sha256.Size]byte(sum.Sum(nil))
	return errors.Join(err, f.Sync(), f.Close())
}

// verify reads back what was written: only then may the spool forget it.
func (s *Store) verify(call callcenter.ID, kept Kept, path string) error {
	r, err := s.open(path, label(call, kept.Name))
	if err != nil {
		return err
	}
	defer func() { _ = r.Close() }()
	sum := sha256.New()
	if _, err := io.Copy(sum, r); err != nil {
		return err
	}
	if r.Size() != kept.Bytes || [sha256.Size]byte(sum.Sum(nil)) != kept.SHA256 {
		return errors.New("what is kept is not what was recorded")
	}
	return nil
}

func (s *Store) syncFolders(day string) error {
	var errs []error
	for _, path := range []string{day, "."} {
		d, err := s.root.Open(path)
		if err != nil {
			return err
		}
		errs = append(errs, d.Sync(), d.Close())
	}
	return errors.Join(errs...)
}

// Open opens a recording to be read from anywhere. NotFound: it is not here.
func (s *Store) Open(call callcenter.ID, name string) (*Reader, error) {
	path, err := place(call, name)
	if err != nil {
		return nil, err
	}
	r, err := s.open(path, label(call, name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, callcenter.Errorf(callcenter.NotFound, "录音文件 %s 不在录音库里", name)
	case err != nil:
		return nil, fmt.Errorf("open recording %s of call %s: %w", name, call, err)
	}
	return r, nil
}

// Sealed opens a recording as it lies here, for who has the keys too. NotFound: it is not here.
func (s *Store) Sealed(call callcenter.ID, name string) (File, error) {
	path, err := place(call, name)
	if err != nil {
		return nil, err
	}
	f, err := s.file(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, callcenter.Errorf(callcenter.NotFound, "录音文件 %s 不在录音库里", name)
	case err != nil:
		return nil, fmt.Errorf("open recording %s of call %s: %w", name, call, err)
	}
	return f, nil
}

// OpenFrom reads a recording that lies sealed somewhere else, and closes it.
func (s *Store) OpenFrom(f File, call callcenter.ID, name string) (*Reader, error) {
	r, err := s.read(f, label(call, name))
	if err != nil {
		return nil, fmt.Errorf("open recording %s of call %s: %w", name, call, err)
	}
	return r, nil
}

// Has reports that a recording is here.
func (s *Store) Has(call callcenter.ID, name string) bool {
	path, err := place(call, name)
	if err != nil {
		return false
	}
	_, err = s.root.Stat(path)
	return err == nil
}

// Remove deletes a recording for good. Repeated: no effect.
func (s *Store) Remove(call callcenter.ID, name string) error {
	path, err := place(call, name)
	if err != nil {
		return err
	}
	err = s.root.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("remove recording %s of call %s: %w", name, call, err)
	}
	return s.syncFolders(filepath.Dir(path))
}
