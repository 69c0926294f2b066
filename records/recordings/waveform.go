package recordings

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"

	"hotline/callcenter"
)

// Waveform is how loud a recording is over its length.
type Waveform struct {
	Seconds float64 `json:"seconds"`
	Peaks   []int   `json:"peaks"` // 0 to 100, each of an equal part of the length
}

// wavHead is the canonical head Asterisk writes: 16-bit sound, one channel.
const wavHead = 44

// WaveformOf finds the peaks of a recording in so many parts.
func WaveformOf(r *Reader, parts int) (Waveform, error) {
	head := make([]byte, wavHead)
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return Waveform{}, err
	}
	if _, err := io.ReadFull(r, head); err != nil || string(head[:4]) != "RIFF" || string(head[8:12]) != "WAVE" || binary.LittleEndian.Uint16(head[34:]) != 16 {
		return Waveform{}, callcenter.Errorf(callcenter.Conflict, "录音不是 16 位 WAV,画不出波形")
	}
	samples := (r.Size() - wavHead) / 2
	w := Waveform{Peaks: make([]int, parts)}
	if rate := binary.LittleEndian.Uint32(head[24:]); rate > 0 {
		w.Seconds = float64(samples) / float64(rate)
	}
	in := bufio.NewReaderSize(r, chunkSize)
	for i := range samples {
		var b [2]byte
		if _, err := io.ReadFull(in, b[:]); errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			break
		} else if err != nil {
			return Waveform{}, err
		}
		loud := int(int16(binary.LittleEndian.Uint16(b[:])))
		part := int(i * int64(parts) / samples)
		w.Peaks[part] = max(w.Peaks[part], max(loud, -loud)*100/32768)
	}
	return w, nil
}
