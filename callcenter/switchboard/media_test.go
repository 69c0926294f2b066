package switchboard_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// media is one RTP stream of G.711 A-law: it sends one tone, sends digits, and
// remembers the last half second it heard.
type media struct {
	t    *testing.T
	conn *net.UDPConn

	mu    sync.Mutex
	peer  *net.UDPAddr
	tone  float64
	keys  []byte
	heard []byte
	last  time.Time // a packet came
}

const (
	frame = 160 // samples in 20 ms
	pcma  = 8
	keys  = 101
)

func newMedia(t *testing.T) *media {
	conn, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	must(t, err)
	m := &media{t: t, conn: conn}
	var done sync.WaitGroup
	stop := make(chan struct{})
	done.Go(m.listen)
	done.Go(func() { m.send(stop) })
	t.Cleanup(func() { close(stop); conn.Close(); done.Wait() })
	return m
}

func (m *media) offer() []byte {
	return fmt.Appendf(nil, "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio %d RTP/AVP 8 101\r\na=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=ptime:20\r\n",
		m.conn.LocalAddr().(*net.UDPAddr).Port)
}

func (m *media) talk(sdp string) {
	var port int
	_, _ = fmt.Sscan(line(sdp, "m=audio "), &port)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.peer = &net.UDPAddr{IP: net.ParseIP(strings.TrimPrefix(line(sdp, "c=IN IP4 "), "")), Port: port}
	m.heard = nil
}

// say sends a tone from now on.
func (m *media) say(hertz float64) { m.mu.Lock(); m.tone = hertz; m.mu.Unlock() }

// press sends digits as RFC 4733 events.
func (m *media) press(digits string) { m.mu.Lock(); m.keys = append(m.keys, digits...); m.mu.Unlock() }

func (m *media) listen() {
	buf := make([]byte, 2048)
	for {
		n, _, err := m.conn.ReadFromUDP(buf)
		if err != nil {
			return
		}
		if n > 12 && buf[1]&0x7f == pcma {
			m.mu.Lock()
			m.last = time.Now()
			m.heard = append(m.heard, buf[12:n]...)
			m.heard = m.heard[max(0, len(m.heard)-4000):]
			m.mu.Unlock()
		}
	}
}

func (m *media) send(stop chan struct{}) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	seq, stamp, phase := uint16(0), uint32(0), 0.0
	packet := func(kind byte, stamp uint32, payload []byte) {
		seq++
		b := binary.BigEndian.AppendUint16([]byte{0x80, kind}, seq)
		b = binary.BigEndian.AppendUint32(b, stamp)
		b = append(append(b, 0, 0, 0, 1), payload...)
		m.mu.Lock()
		peer := m.peer
		m.mu.Unlock()
		if peer != nil {
			_, _ = m.conn.WriteToUDP(b, peer)
		}
	}
	var pressing byte
	var held int
	for {
		select {
		case <-stop:
			return
		case <-tick.C:
		}
		stamp += frame
		m.mu.Lock()
		tone := m.tone
		if pressing == 0 && len(m.keys) > 0 && m.peer != nil {
			pressing, held, m.keys = m.keys[0], 0, m.keys[1:]
		}
		m.mu.Unlock()
		if pressing != 0 {
			held++
			event := []byte{byte(strings.IndexByte("0123456789*#", pressing)), 10, 0, 0}
			binary.BigEndian.PutUint16(event[2:], uint16(held*frame))
			if held > 5 {
				event[1] |= 0x80
			}
			packet(keys, stamp-uint32(held*frame), event)
			if held > 7 {
				pressing = 0
			}
			continue
		}
		payload := make([]byte, frame)
		for i := range payload {
			payload[i] = alaw(int16(8000 * math.Sin(phase)))
			phase += 2 * math.Pi * tone / 8000
		}
		packet(pcma, stamp, payload)
	}
}

// hears reports the share of the power heard in the last half second that is at a frequency.
func (m *media) hears(hertz float64) float64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	w := 2 * math.Cos(2*math.Pi*hertz/8000)
	var s1, s2, power float64
	for _, b := range m.heard {
		x := linear(b)
		s1, s2 = x+w*s1-s2, s1
		power += x * x
	}
	n := float64(len(m.heard))
	if m.quiet() || n < 2000 || power/n < 100 {
		return 0
	}
	return 2 * (s1*s1 + s2*s2 - w*s1*s2) / n / power
}

func (m *media) silent() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	var power float64
	for _, b := range m.heard {
		x := linear(b)
		power += x * x
	}
	return m.quiet() || power/float64(max(1, len(m.heard))) < 10000
}

// quiet: Asterisk sends nothing at all where there is nothing to hear.
func (m *media) quiet() bool { return time.Since(m.last) > 200*time.Millisecond }

// alaw and linear are ITU-T G.711.
func alaw(x int16) byte {
	sign, v := byte(0x80), int(x)
	if v < 0 {
		sign, v = 0, -v-1
	}
	v = min(v, 32635)
	exp := 7
	for mask := 0x4000; exp > 0 && v&mask == 0; mask >>= 1 {
		exp--
	}
	shift := max(exp+3, 4)
	return (sign | byte(exp<<4) | byte(v>>shift&0x0f)) ^ 0x55
}

func linear(b byte) float64 {
	b ^= 0x55
	exp, v := int(b>>4&7), int(b&0x0f)<<4+8
	if exp > 0 {
		v = (v + 0x100) << (exp - 1)
	}
	if b&0x80 == 0 {
		v = -v
	}
	return float64(v)
}
