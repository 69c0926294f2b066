package stack

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"golang.org/x/sync/errgroup"

	"hotline/callcenter"
	"hotline/cmd/hotline/prompts"
)

// voice is how espeak-ng speaks: slowly and clearly. A change makes all prompts anew.
// The plain cmn voice of 1.51 looks a character up as pinyin and then reads the pinyin
// as English; this one reads it as pinyin.
var voice = map[callcenter.Language][]string{
	callcenter.Mandarin: {"-v", "cmn-latn-pinyin", "-s", "150"},
}

// preparePrompts makes every sound that is missing or whose text has changed.
func (p Place) preparePrompts(ctx context.Context) error {
	table, err := prompts.Table()
	if err != nil {
		return err
	}
	recorded, err := p.recordings()
	if err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.NumCPU())
	for _, l := range table {
		if _, byHand := recorded[file(l)]; !byHand {
			group.Go(func() error { return p.synthesise(ctx, l) })
		}
	}
	for name, source := range recorded {
		group.Go(func() error { return p.takeRecording(ctx, name, source) })
	}
	return group.Wait()
}

// file is a sound's place under the sounds folder, without ending.
func file(l prompts.Line) string { return filepath.Join(string(l.Language), string(l.Prompt)) }

// recordings lists what people have recorded, by the sound it stands for.
func (p Place) recordings() (map[string]string, error) {
	folder := p.Path("recorded")
	for _, language := range []callcenter.Language{callcenter.Mandarin, callcenter.Yi} {
		if err := makeFolders(filepath.Join(folder, string(language)), p.Sounds()+"/"+string(language), p.stamps()); err != nil {
			return nil, err
		}
	}
	found, err := filepath.Glob(folder + "/*/*.wav")
	if err != nil {
		return nil, fmt.Errorf("recordings: %w", err)
	}
	recorded := map[string]string{}
	for _, source := range found {
		name, _ := filepath.Rel(folder, strings.TrimSuffix(source, ".wav"))
		recorded[name] = source
	}
	return recorded, nil
}

// Sounds is the folder with one folder of prompts per language.
func (p Place) Sounds() string { return p.Path("asterisk", "data", "sounds") }

func (p Place) stamps() string { return p.Path("asterisk", "stamps") }

func (p Place) takeRecording(ctx context.Context, name, source string) error {
	raw, err := os.ReadFile(source)
	if err != nil {
		return fmt.Errorf("recording: %w", err)
	}
	return p.once(name, fmt.Sprintf("recorded %x", sha256.Sum256(raw)), func(target string) error {
		return prompts.Encode(ctx, target, source)
	})
}

func (p Place) synthesise(ctx context.Context, l prompts.Line) error {
	speech := voice[l.Language]
	return p.once(file(l), fmt.Sprintf("%s %q", l.Text, speech), func(target string) error {
		if hertz, tone := strings.CutPrefix(l.Text, "tone "); tone {
			return prompts.Encode(ctx, target, "-n", "synth", "0.3", "sine", hertz, "vol", "0.3")
		}
		if hertz, ring := strings.CutPrefix(l.Text, "ring "); ring {
			return prompts.Encode(ctx, target, "-n", "synth", "1", "sine", hertz, "vol", "0.3", "pad", "0", "4")
		}
		if speech == nil {
			return callcenter.Errorf(callcenter.Invalid, "没有能说 %s 的合成语音,提示音 %s 只能录制", l.Language, l.Prompt)
		}
		spoken := target + ".espeak.wav"
		defer func() { _ = os.Remove(spoken) }()
		if err := run(ctx, "espeak-ng", append(speech[:len(speech):len(speech)], "-w", spoken, l.Text)...); err != nil {
			return err
		}
		return prompts.Encode(ctx, target, spoken)
	})
}

// once makes a sound unless it was made from the same origin before.
func (p Place) once(name, origin string, produce func(target string) error) error {
	stamp := filepath.Join(p.stamps(), strings.ReplaceAll(name, "/", "-"))
	if made, err := os.ReadFile(stamp); err == nil && string(made) == origin {
		return nil
	}
	if err := produce(filepath.Join(p.Sounds(), name)); err != nil {
		return fmt.Errorf("sound %s: %w", name, err)
	}
	if err := os.WriteFile(stamp, []byte(origin), 0o600); err != nil {
		return fmt.Errorf("sound %s: %w", name, err)
	}
	return nil
}

func run(ctx context.Context, name string, args ...string) error {
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
	if err != nil {
		return callcenter.Errorf(callcenter.Internal, "%s 运行失败(如未安装,请先运行 deploy/install.sh): %w: %s", name, err, out)
	}
	return nil
}
