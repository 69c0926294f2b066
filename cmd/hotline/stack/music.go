package stack

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"golang.org/x/sync/errgroup"

	"hotline/callcenter"
)

// prepareMusic puts the package's music into the callers' codecs, once. Without
// music a waiting caller would hear silence and hang up.
func (p Place) prepareMusic(ctx context.Context, from string) error {
	sources, _ := filepath.Glob(from + "/*.wav")
	if len(sources) == 0 {
		return callcenter.Errorf(callcenter.NotFound, "%s 里没有等待音乐,请先运行 deploy/install.sh", from)
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.NumCPU())
	for _, source := range sources {
		name := strings.TrimSuffix(filepath.Base(source), ".wav")
		group.Go(func() error { return p.convertMusic(ctx, source, p.Path("asterisk", "data", "moh", name)) })
	}
	return group.Wait()
}

func (p Place) convertMusic(ctx context.Context, source, target string) error {
	for format, ending := range map[string]string{"al": ".alaw", "ul": ".ulaw"} {
		if _, err := os.Stat(target + ending); err == nil {
			continue
		}
		// Beside the music folder: Asterisk plays whatever it finds inside.
		making := p.Path("asterisk", filepath.Base(target)+ending+".new")
		if err := run(ctx, "sox", "-V1", source, "-r", "8000", "-c", "1", "-t", format, making, "gain", "-3"); err != nil {
			return err
		}
		if err := os.Rename(making, target+ending); err != nil {
			return err
		}
	}
	return nil
}
