package recordings

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"hotline/records/seal"
)

const (
	magic     = "HLR1"
	chunkSize = 64 << 10
)

// chunkLabel names a chunk by its place, so that none can stand for another.
func chunkLabel(label string, n int64, last bool) string {
	return fmt.Sprintf("%s:%d:%t", label, n, last)
}

// sealAll seals a sound under a new key and returns its length.
func sealAll(w io.Writer, plain io.Reader, ring *seal.Ring, label string) (int64, error) {
	key := seal.NewKey()
	wrapped := ring.Wrap(key, label)
	head := binary.BigEndian.AppendUint16([]byte(magic), uint16(len(wrapped)))
	if _, err := w.Write(append(head, wrapped...)); err != nil {
		return 0, err
	}
	var total int64
	this, next := make([]byte, chunkSize), make([]byte, chunkSize)
	n, err := io.ReadFull(plain, this)
	for chunk := int64(0); ; chunk++ {
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return total, err
		}
		more := 0
		if err == nil { // full: it is the last one only if nothing follows
			more, err = io.ReadFull(plain, next)
		}
		last := more == 0
		if _, writeErr := w.Write(key.Seal(this[:n], chunkLabel(label, chunk, last))); writeErr != nil {
			return total, writeErr
		}
		total += int64(n)
		if last {
			if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				return total, err
			}
			return total, nil
		}
		this, next, n = next, this, more
	}
}

// File is a sealed recording as it lies on a disk, here or elsewhere.
type File interface {
	io.ReaderAt
	io.Closer
	Size() int64
}

// here is one on this machine.
type here struct {
	*os.File
	size int64
}

func (h here) Size() int64 { return h.size }

// Reader reads a sealed recording as the sound it was, from anywhere.
type Reader struct {
	file   File
	key    seal.Key
	label  string
	start  int64 // of the first chunk in the file
	chunks int64
	size   int64 // of the sound

	at    int64
	chunk int64 // opened, -1: none
	plain []byte
}

func (s *Store) open(path, label string) (*Reader, error) {
	f, err := s.file(path)
	if err != nil {
		return nil, err
	}
	return s.read(f, label)
}

func (s *Store) file(path string) (File, error) {
	f, err := s.root.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return here{f, info.Size()}, nil
}

func (s *Store) read(f File, label string) (*Reader, error) {
	r, err := newReader(f, s.ring, label)
	if err != nil {
		_ = f.Close()
	}
	return r, err
}

func newReader(f File, ring *seal.Ring, label string) (*Reader, error) {
	all := io.NewSectionReader(f, 0, f.Size())
	head := make([]byte, len(magic)+2)
	if _, err := io.ReadFull(all, head); err != nil || string(head[:len(magic)]) != magic {
		return nil, unsealed(err)
	}
	wrapped := make([]byte, binary.BigEndian.Uint16(head[len(magic):]))
	if _, err := io.ReadFull(all, wrapped); err != nil {
		return nil, unsealed(err)
	}
	key, err := ring.Unwrap(wrapped, label)
	if err != nil {
		return nil, err
	}
	r := &Reader{file: f, key: key, label: label, start: int64(len(head) + len(wrapped)), chunk: -1}
	body := f.Size() - r.start
	r.chunks = max(1, (body+chunkSize+seal.Overhead-1)/(chunkSize+seal.Overhead))
	if r.size = body - r.chunks*seal.Overhead; r.size < 0 {
		return nil, seal.ErrSealed
	}
	return r, nil
}

// unsealed: what is cut short is damaged; what could not be read may be whole.
func unsealed(err error) error {
	if err == nil || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return seal.ErrSealed
	}
	return err
}

// Size is the length of the sound.
func (r *Reader) Size() int64 { return r.size }

// Read satisfies io.Reader.
func (r *Reader) Read(p []byte) (int, error) {
	if r.at >= r.size {
		if err := r.load(r.chunks - 1); err != nil { // the end is believed only if it was sealed as the end
			return 0, err
		}
		return 0, io.EOF
	}
	n := r.at / chunkSize
	if err := r.load(n); err != nil {
		return 0, err
	}
	copied := copy(p, r.plain[r.at-n*chunkSize:])
	r.at += int64(copied)
	return copied, nil
}

func (r *Reader) load(n int64) error {
	if n == r.chunk {
		return nil
	}
	sealed := make([]byte, chunkSize+seal.Overhead)
	got, err := r.file.ReadAt(sealed, r.start+n*(chunkSize+seal.Overhead))
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read recording: %w", err)
	}
	plain, err := r.key.Open(sealed[:got], chunkLabel(r.label, n, n == r.chunks-1))
	if err != nil {
		return fmt.Errorf("read recording, chunk %d: %w", n, err)
	}
	r.chunk, r.plain = n, plain
	return nil
}

// Seek satisfies io.Seeker.
func (r *Reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.size
	}
	if offset < 0 {
		return 0, errors.New("recordings: seek before the beginning")
	}
	r.at = offset
	return offset, nil
}

// Close closes the file.
func (r *Reader) Close() error { return r.file.Close() }
