package switchboard

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"hotline/callcenter"
)

// sounds knows which prompts are recorded in which language. People record prompts
// while calls run, so the folders are read again now and then.
type sounds struct {
	dir string

	mu   sync.Mutex
	has  map[string]bool // "zh/welcome"
	read time.Time
}

const rescan = 5 * time.Second

// find is the sound of a prompt without its extension, so that Asterisk picks the
// file that needs no transcoding; empty if there is none.
func (s *sounds) find(lang callcenter.Language, prompt callcenter.Prompt) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if time.Since(s.read) > rescan {
		s.has, s.read = scan(s.dir), time.Now()
	}
	name := string(lang) + "/" + string(prompt)
	if !s.has[name] {
		return ""
	}
	return filepath.Join(s.dir, name)
}

func scan(dir string) map[string]bool {
	has := map[string]bool{}
	files, _ := filepath.Glob(filepath.Join(dir, "*", "*.*")) // its only error is a bad pattern
	for _, f := range files {
		if info, err := os.Stat(f); err != nil || info.IsDir() || info.Size() == 0 {
			continue
		}
		name := filepath.Base(f)
		has[filepath.Base(filepath.Dir(f))+"/"+strings.TrimSuffix(name, filepath.Ext(name))] = true
	}
	return has
}

// media lists what to play, and the prompts that had to be said in Mandarin or not at all.
func (s *Switchboard) media(lang callcenter.Language, prompts []callcenter.Prompt) (media []string, missing []callcenter.Prompt) {
	for _, p := range prompts {
		sound := s.sounds.find(lang, p)
		if sound == "" {
			missing = append(missing, p)
			sound = s.sounds.find(callcenter.Mandarin, p)
		}
		if sound != "" {
			media = append(media, "sound:"+sound)
		}
	}
	return media, missing
}
