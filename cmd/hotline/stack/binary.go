package stack

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"

	"hotline/callcenter"
)

// The oldest Asterisk that has POST /ari/events/claim and report_events.
const (
	oldestMajor = 22
	oldestMinor = 10
)

// binary is an Asterisk that can be started.
type binary struct {
	path    string
	args    []string // before Asterisk's own
	modules string
	data    string // documentation and the description of its REST interface
	music   string // folder of wav files
}

// findBinary prefers the system's own Asterisk, if it is new enough, to the root
// file system that deploy/install.sh keeps in the cache.
//
// The cached one is run by its own dynamic loader and libraries, without chroot:
// that needs no privilege and no mounts, so nothing is left behind after a kill -9.
func (p Place) findBinary(ctx context.Context) (binary, error) {
	var seen []string
	candidates := append(systemBinaries(), rootBinaries(filepath.Join(p.Cache, "asterisk-root"))...)
	for _, b := range candidates {
		version, err := b.version(ctx)
		if err != nil {
			seen = append(seen, fmt.Sprintf("%s: %v", b.path, err))
			continue
		}
		if version.enough() {
			return b, nil
		}
		seen = append(seen, fmt.Sprintf("%s: %d.%d 太旧", b.path, version.major, version.minor))
	}
	return binary{}, callcenter.Errorf(callcenter.NotFound,
		"没有 Asterisk %d.%d 或更新的版本,请先运行 deploy/install.sh(找过 %q)", oldestMajor, oldestMinor, seen)
}

func systemBinaries() []binary {
	path, err := exec.LookPath("asterisk")
	if err != nil {
		return nil
	}
	return atRoot("/", path, nil)
}

func rootBinaries(root string) []binary {
	loaders, _ := filepath.Glob(filepath.Join(root, "usr/lib*", "ld-linux*.so.*"))
	inner, _ := filepath.Glob(filepath.Join(root, "usr/lib", triplet(), "ld-linux*.so.*"))
	for _, loader := range append(loaders, inner...) {
		libraries := filepath.Join(root, "usr/lib", triplet())
		return atRoot(root, loader, []string{"--library-path", libraries, filepath.Join(root, "usr/sbin/asterisk")})
	}
	return nil
}

func atRoot(root, path string, args []string) []binary {
	return []binary{{
		path: path, args: args,
		modules: filepath.Join(root, "usr/lib", triplet(), "asterisk/modules"),
		data:    filepath.Join(root, "usr/share/asterisk"),
		music:   filepath.Join(root, "usr/share/asterisk/moh"),
	}}
}

// triplet is Debian's name for the architecture in library paths.
func triplet() string {
	if runtime.GOARCH == "arm64" {
		return "aarch64-linux-gnu"
	}
	return "x86_64-linux-gnu"
}

type version struct{ major, minor int }

func (v version) enough() bool {
	return v.major > oldestMajor || v.major == oldestMajor && v.minor >= oldestMinor
}

var versionPattern = regexp.MustCompile(`Asterisk (\d+)\.(\d+)`)

func (b binary) version(ctx context.Context) (version, error) {
	out, err := exec.CommandContext(ctx, b.path, append(b.args[:len(b.args):len(b.args)], "-V")...).Output()
	if err != nil {
		return version{}, fmt.Errorf("asterisk -V: %w", err)
	}
	found := versionPattern.FindSubmatch(out)
	if found == nil {
		return version{}, fmt.Errorf("asterisk -V says %q", out)
	}
	major, _ := strconv.Atoi(string(found[1]))
	minor, _ := strconv.Atoi(string(found[2]))
	return version{major, minor}, nil
}

// command starts it on a configuration; further arguments follow.
func (b binary) argv(conf string, more ...string) []string {
	argv := append([]string{"asterisk"}, b.args...)
	return append(append(argv, "-C", conf), more...)
}

// linkData gives an instance the parts of the package's data folder that it reads.
func (b binary) linkData(data string) error {
	for _, part := range []string{"documentation", "rest-api"} {
		link := filepath.Join(data, part)
		if err := os.RemoveAll(link); err != nil {
			return fmt.Errorf("asterisk data: %w", err)
		}
		if err := os.Symlink(filepath.Join(b.data, part), link); err != nil {
			return fmt.Errorf("asterisk data: %w", err)
		}
	}
	return nil
}
