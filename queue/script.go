package queue

import (
	"context"
	"crypto/sha1"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/redis/go-redis/v9"
)

//go:embed lua
var lua embed.FS

// scripts are the verbs, loaded where they are missing.
//
// A verb is loaded under the identity of the server it is loaded on: the text
// carries it, so the SHA does. It also carries the configuration that is the same for
// every request: what stands in the text is not sent, and not read, each time. A restarted or promoted server knows no such SHA,
// answers NOSCRIPT, and is identified before it can run a verb; identify.lua
// closes a generation that was not opened on it.
type scripts struct {
	redis    redis.UniversalClient
	key      string // routes every script to the node that holds the centre
	library  library
	identify string

	mu     sync.RWMutex
	given  constants
	server string
	loaded map[string]loaded
}

type loaded struct{ sha, text string }

func newScripts(client redis.UniversalClient, key string) *scripts {
	s := &scripts{redis: client, key: key, library: newLibrary(), loaded: map[string]loaded{}}
	s.identify = source("lua/identify.lua")
	return s
}

// verbs are the names of all verbs.
func verbs() (names []string) {
	files, err := fs.Glob(lua, "lua/*.lua")
	if err != nil {
		panic(err) // the pattern is ours
	}
	for _, f := range files {
		if name := strings.TrimSuffix(path.Base(f), ".lua"); name != "identify" {
			names = append(names, name)
		}
	}
	return names
}

func source(file string) string {
	text, err := lua.ReadFile(file)
	if err != nil {
		panic(err) // embedded
	}
	return string(text)
}

// give changes the configuration the verbs go by.
func (s *scripts) give(given constants) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.given = given
	clear(s.loaded)
}

// run runs a verb in one round trip, or in three where the server does not know it yet.
func (s *scripts) run(ctx context.Context, verb string, args []any) (any, error) {
	s.mu.RLock()
	l, known := s.loaded[verb]
	s.mu.RUnlock()
	if known {
		got, err := s.redis.EvalSha(ctx, l.sha, []string{s.key}, args...).Result()
		if !redis.HasErrorPrefix(err, "NOSCRIPT") {
			return got, err
		}
	}
	server, err := s.redis.Eval(ctx, s.identify, []string{s.key}).Text()
	if err != nil {
		return nil, fmt.Errorf("identify redis: %w", err)
	}
	return s.redis.Eval(ctx, s.load(verb, server).text, []string{s.key}, args...).Result()
}

func (s *scripts) load(verb, server string) loaded {
	s.mu.Lock()
	defer s.mu.Unlock()
	if server != s.server {
		s.server = server
		clear(s.loaded)
	}
	if _, known := s.loaded[verb]; !known {
		text := "-- on " + server + "\n" + s.given.write(s.library.compose(source("lua/"+verb+".lua"), s.given.without...))
		sum := sha1.Sum([]byte(text))
		s.loaded[verb] = loaded{sha: hex.EncodeToString(sum[:]), text: text}
	}
	return s.loaded[verb]
}
