package prompts

import (
	"bytes"
	"context"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"hotline/callcenter"
)

const (
	shortest = 200 * time.Millisecond
	longest  = 60 * time.Second // timers.longest_saying: what is longer would be cut
	quietest = 400              // of 32767: a microphone that was muted stays below

	wavHead   = 44
	perSecond = 2 * 8000
)

// Encode writes a sound in the callers' codecs, so that playing it costs no transcoding,
// and as 8 kHz mono 16-bit wav for people. The source is what sox reads, and effects.
func Encode(ctx context.Context, target string, source ...string) error {
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

// convert checks what somebody recorded and makes of it the one form that is stored.
func convert(ctx context.Context, sound []byte) (wav []byte, length time.Duration, err error) {
	if len(sound) < wavHead || string(sound[:4]) != "RIFF" || string(sound[8:12]) != "WAVE" {
		return nil, 0, callcenter.Errorf(callcenter.Invalid, "这不是 WAV 文件:请存为 WAV 再上传")
	}
	folder, err := os.MkdirTemp("", "hotline-prompt-")
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	source, target := filepath.Join(folder, "in.wav"), filepath.Join(folder, "out.wav")
	if err := os.WriteFile(source, sound, 0o600); err != nil {
		return nil, 0, err
	}
	if _, err := exec.LookPath("sox"); err != nil {
		return nil, 0, callcenter.Errorf(callcenter.Unavailable, "本机没有安装 sox,不能转换录音,请联系运维人员: %w", err)
	}
	if err := run(ctx, "sox", "-V1", source, "-r", "8000", "-c", "1", "-b", "16", "-e", "signed-integer", "-t", "wav", target); err != nil {
		return nil, 0, callcenter.Errorf(callcenter.Invalid, "这个 WAV 文件读不了:请换一种软件另存为 PCM 的 WAV: %w", err)
	}
	if wav, err = os.ReadFile(target); err != nil {
		return nil, 0, err
	}
	samples := wav[min(wavHead, len(wav)):]
	length = time.Duration(len(samples)) * time.Second / perSecond
	switch {
	case length < shortest:
		return nil, 0, callcenter.Errorf(callcenter.Invalid, "录音只有 %d 毫秒,太短了", length.Milliseconds())
	case length > longest:
		return nil, 0, callcenter.Errorf(callcenter.Invalid, "录音有 %d 秒,最长 %d 秒", int(length.Seconds()), int(longest.Seconds()))
	case peak(samples) < quietest:
		return nil, 0, callcenter.Errorf(callcenter.Invalid, "录音里没有声音:请检查话筒,再录一次")
	}
	return wav, length, nil
}

// peak is the loudest sample.
func peak(samples []byte) int {
	loudest := 0
	for r := bytes.NewReader(samples); r.Len() > 1; {
		var sample int16
		if binary.Read(r, binary.LittleEndian, &sample) != nil {
			break
		}
		loudest = max(loudest, int(sample), -int(sample))
	}
	return loudest
}
