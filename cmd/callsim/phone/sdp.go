package phone

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// direction is SDP's word for who sends (RFC 3264 §5.1).
type direction string

const (
	sendrecv direction = "sendrecv"
	sendonly direction = "sendonly"
	recvonly direction = "recvonly"
	inactive direction = "inactive"
)

// answer is the direction that answers an offer.
func (d direction) answer() direction {
	switch d {
	case sendonly:
		return recvonly
	case recvonly:
		return sendonly
	}
	return d
}

const ourDTMFType = 101

// session is what one SDP says about its one audio stream.
type session struct {
	addr      netip.AddrPort
	codec     codec
	dtmfType  uint8 // 0: no telephone-event
	direction direction
}

// offer writes our side. Both codecs are offered, the preferred one first; an
// answer names the one agreed on.
func offer(addr netip.AddrPort, codecs []codec, dtmfType uint8, d direction, version int) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "v=0\r\no=callsim 1 %d IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\nm=audio %d RTP/AVP", version, addr.Addr(), addr.Addr(), addr.Port())
	for _, c := range codecs {
		fmt.Fprintf(&b, " %d", c)
	}
	if dtmfType != 0 {
		fmt.Fprintf(&b, " %d", dtmfType)
	}
	b.WriteString("\r\n")
	for _, c := range codecs {
		fmt.Fprintf(&b, "a=rtpmap:%d %s/8000\r\n", c, map[codec]string{ulaw: "PCMU", alaw: "PCMA"}[c])
	}
	if dtmfType != 0 {
		fmt.Fprintf(&b, "a=rtpmap:%d telephone-event/8000\r\na=fmtp:%d 0-16\r\n", dtmfType, dtmfType)
	}
	fmt.Fprintf(&b, "a=ptime:20\r\na=%s\r\n", d)
	return []byte(b.String())
}

// parseSDP reads the other side's. Only its first audio stream counts.
func parseSDP(body []byte) (session, error) {
	s := session{direction: sendrecv}
	var host netip.Addr
	var port uint64
	found, inAudio := false, true // what stands before the first m= is for all
	for line := range strings.Lines(string(body)) {
		key, value, _ := strings.Cut(strings.TrimRight(line, "\r\n"), "=")
		fields := strings.Fields(value)
		switch {
		case key == "m":
			inAudio = !found && len(fields) >= 4 && fields[0] == "audio"
			if !inAudio {
				continue
			}
			port, _ = strconv.ParseUint(fields[1], 10, 16)
			s.codec, found = firstCodec(fields[3:])
			if !found {
				return s, fmt.Errorf("对方不支持 G.711: %s", value)
			}
		case key == "c" && inAudio && len(fields) == 3:
			host, _ = netip.ParseAddr(fields[2])
		case key == "a" && inAudio:
			s.attribute(value)
		}
	}
	if !found || !host.IsValid() {
		return s, fmt.Errorf("SDP 中没有可用的语音")
	}
	s.addr = netip.AddrPortFrom(host, uint16(port))
	if host.IsUnspecified() { // the old way to hold (RFC 2543)
		s.direction = inactive
	}
	return s, nil
}

func firstCodec(types []string) (codec, bool) {
	for _, t := range types {
		switch t {
		case "8":
			return alaw, true
		case "0":
			return ulaw, true
		}
	}
	return 0, false
}

func (s *session) attribute(value string) {
	switch d := direction(value); d {
	case sendrecv, sendonly, recvonly, inactive:
		s.direction = d
		return
	}
	if number, name, ok := strings.Cut(strings.TrimPrefix(value, "rtpmap:"), " "); ok && strings.EqualFold(name, "telephone-event/8000") {
		if n, err := strconv.ParseUint(number, 10, 7); err == nil {
			s.dtmfType = uint8(n)
		}
	}
}
