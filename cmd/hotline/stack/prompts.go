package stack

import (
	"bufio"
	"bytes"
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
	"hotline/deploy"
)

// voice is how espeak-ng speaks: slowly and clearly. A change makes all prompts anew.
// The plain cmn voice of 1.51 looks a character up as pinyin and then reads the pinyin
// as English; this one reads it as pinyin.
var voice = map[callcenter.Language][]string{
	callcenter.Mandarin: {"-v", "cmn-latn-pinyin", "-s", "150"},
}

// line is one prompt in one language.
type line struct {
	prompt   callcenter.Prompt
	language callcenter.Language
	text     string // "tone 1000" is a tone of 1000 Hz, "ring 450" the ringing tone: one second of it and four of silence
}

// promptTable reads prompts.tsv.
func promptTable() ([]line, error) {
	raw, err := deploy.Files.ReadFile("asterisk/prompts.tsv")
	if err != nil {
		return nil, fmt.Errorf("prompts: %w", err)
	}
	var table []line
	for scanner := bufio.NewScanner(bytes.NewReader(raw)); scanner.Scan(); {
		if strings.HasPrefix(scanner.Text(), "#") {
			continue
		}
		cells := strings.Split(scanner.Text(), "\t")
		if len(cells) != 3 || cells[2] == "" {
			return nil, fmt.Errorf("prompts: line %q has not three columns", scanner.Text())
		}
		table = append(table, line{callcenter.Prompt(cells[0]), callcenter.Language(cells[1]), cells[2]})
	}
	return table, nil
}

// preparePrompts makes every sound that is missing or whose text has changed.
func (p Place) preparePrompts(ctx context.Context) error {
	table, err := promptTable()
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
		if _, byHand := recorded[l.file()]; !byHand {
			group.Go(func() error { return p.synthesise(ctx, l) })
		}
	}
	for name, source := range recorded {
		group.Go(func() error { return p.takeRecording(ctx, name, source) })
	}
	return group.Wait()
}

// file is the sound's place under the sounds folder, without ending.
func (l line) file() string { return filepath.Join(string(l.language), string(l.prompt)) }

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
		return encode(ctx, target, source)
	})
}

func (p Place) synthesise(ctx context.Context, l line) error {
	speech := voice[l.language]
	return p.once(l.file(), fmt.Sprintf("%s %q", l.text, speech), func(target string) error {
		if hertz, tone := strings.CutPrefix(l.text, "tone "); tone {
			return encode(ctx, target, "-n", "synth", "0.3", "sine", hertz, "vol", "0.3")
		}
		if hertz, ring := strings.CutPrefix(l.text, "ring "); ring {
			return encode(ctx, target, "-n", "synth", "1", "sine", hertz, "vol", "0.3", "pad", "0", "4")
		}
		if speech == nil {
			return callcenter.Errorf(callcenter.Invalid, "没有能说 %s 的合成语音,提示音 %s 只能录制", l.language, l.prompt)
		}
		spoken := target + ".espeak.wav"
		defer func() { _ = os.Remove(spoken) }()
		if err := run(ctx, "espeak-ng", append(speech[:len(speech):len(speech)], "-w", spoken, l.text)...); err != nil {
			return err
		}
		return encode(ctx, target, spoken)
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

// encode writes a sound in the callers' codecs, so that playing it costs no
// transcoding, and as 8 kHz mono 16-bit wav for people.
func encode(ctx context.Context, target string, source ...string) error {
	input, effects := source[:1], source[1:]
	for _, out := range [][]string{
		{"-b", "16", "-t", "wav", target + ".wav"},
		{"-t", "al", target + ".alaw"},
		{"-t", "ul", target + ".ulaw"},
	} {
		// Only tones have no rate of their own.
		args := append([]string{"-V1"}, input...)
		args = append(append(args, "-r", "8000", "-c", "1"), out...)
		if err := run(ctx, "sox", append(args, effects...)...); err != nil {
			return err
		}
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
