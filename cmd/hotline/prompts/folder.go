package prompts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hotline/callcenter"
)

// folder is what this Asterisk plays: <dir>/zh/welcome.alaw. Asterisk reads a sound when
// it plays it, so a file that was replaced is heard at once.
type folder struct{ dir string }

// endings are the forms a recording is laid down in (Encode). The wav comes last: it is
// what says that all are there.
func endings() []string { return []string{".alaw", ".ulaw", ".wav"} }

func (f folder) files(name Name) []string {
	found, _ := filepath.Glob(filepath.Join(f.dir, string(name.Language), string(name.Prompt)+".*")) // its only error is a bad pattern
	return found
}

func (f folder) standins(name Name) []string {
	found, _ := filepath.Glob(filepath.Join(f.dir, "standin", string(name.Language), string(name.Prompt)+".*"))
	return found
}

// sum is the SHA-256 of the wav that is there; empty: there is none.
func (f folder) sum(name Name) string {
	raw, err := os.ReadFile(f.wav(name))
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

func (f folder) wav(name Name) string {
	return filepath.Join(f.dir, string(name.Language), string(name.Prompt)+".wav")
}

// standin is the wav of what was there before the first recording.
func (f folder) standin(name Name, recorded bool) ([]byte, error) {
	path := f.wav(name)
	if recorded {
		path = filepath.Join(f.dir, "standin", string(name.Language), string(name.Prompt)+".wav")
	}
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, callcenter.Errorf(callcenter.NotFound, "提示音 %s 还没有录音", name)
	}
	return raw, err
}

// lay puts a recording into the place of what is there. What is no recording is kept
// aside first. A caller hears the old sound or the new one, never neither.
func (f folder) lay(ctx context.Context, name Name, wav []byte, recorded bool) error {
	old := f.files(name)
	if !recorded {
		if err := f.keepAside(name, old); err != nil {
			return fmt.Errorf("lay %s: %w", name, err)
		}
	}
	making, err := os.MkdirTemp(f.dir, "making-")
	if err != nil {
		return fmt.Errorf("lay %s: %w", name, err)
	}
	defer func() { _ = os.RemoveAll(making) }()
	source := filepath.Join(making, "source.wav")
	if err := os.WriteFile(source, wav, 0o600); err != nil {
		return fmt.Errorf("lay %s: %w", name, err)
	}
	if err := Encode(ctx, filepath.Join(making, "new"), source); err != nil {
		return fmt.Errorf("lay %s: %w", name, err)
	}
	if err := os.Rename(source, filepath.Join(making, "new.wav")); err != nil { // byte by byte what was recorded: its sum tells
		return fmt.Errorf("lay %s: %w", name, err)
	}
	target := filepath.Join(f.dir, string(name.Language), string(name.Prompt))
	if err := open(filepath.Dir(target)); err != nil {
		return fmt.Errorf("lay %s: %w", name, err)
	}
	for _, ending := range endings() {
		made := filepath.Join(making, "new"+ending)
		if err := errors.Join(os.Chmod(made, 0o644), os.Rename(made, target+ending)); err != nil { // Asterisk is another user
			return fmt.Errorf("lay %s: %w", name, err)
		}
	}
	return f.drop(old, func(file string) bool { return slices.Contains(endings(), filepath.Ext(file)) })
}

// open makes a folder that Asterisk, another user, may look into whatever our umask.
func open(folder string) error {
	err := os.Mkdir(folder, 0o755)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err == nil {
		err = os.Chmod(folder, 0o755)
	}
	return err
}

// keepAside links the stand-in, which is about to be replaced.
func (f folder) keepAside(name Name, files []string) error {
	aside := filepath.Join(f.dir, "standin", string(name.Language))
	if err := os.MkdirAll(aside, 0o755); err != nil {
		return err
	}
	if err := f.drop(f.standins(name), func(string) bool { return false }); err != nil {
		return err
	}
	for _, file := range files {
		if err := os.Link(file, filepath.Join(aside, filepath.Base(file))); err != nil {
			return err
		}
	}
	return nil
}

// restore brings the stand-in back. Without one nothing is left to be heard: what is
// missing is said in Mandarin.
func (f folder) restore(name Name) error {
	back := map[string]bool{}
	for _, file := range f.standins(name) {
		base := filepath.Base(file)
		if err := os.Rename(file, filepath.Join(f.dir, string(name.Language), base)); err != nil {
			return fmt.Errorf("restore %s: %w", name, err)
		}
		back[base] = true
	}
	return f.drop(f.files(name), func(file string) bool { return back[filepath.Base(file)] })
}

func (f folder) drop(files []string, but func(file string) bool) error {
	for _, file := range files {
		if but(file) {
			continue
		}
		if err := os.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// writable says why nothing could be laid down; empty: it could.
func (f folder) writable() string {
	probe, err := os.MkdirTemp(f.dir, "making-")
	if err != nil {
		return "提示音目录 " + f.dir + " 不能写,录音不会被播放:" + strings.TrimPrefix(err.Error(), "mkdir ")
	}
	_ = os.Remove(probe)
	return ""
}
