package phone

import (
	"net/netip"
	"testing"
)

func TestSDPRoundTrip(t *testing.T) {
	t.Parallel()
	at := netip.MustParseAddrPort("127.0.0.1:40002")
	for _, d := range []direction{sendrecv, sendonly, recvonly, inactive} {
		got, err := parseSDP(offer(at, []codec{alaw, ulaw}, 101, d, 1))
		want := session{addr: at, codec: alaw, dtmfType: 101, direction: d}
		if err != nil || got != want {
			t.Errorf("%+v, %v; want %+v", got, err, want)
		}
	}
}

func TestSDPOfOthers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body string
		want session
		bad  bool
	}{
		"media address wins, video ignored": {
			"v=0\nc=IN IP4 10.0.0.1\nm=audio 4000 RTP/AVP 18 0 96\nc=IN IP4 10.0.0.2\na=rtpmap:96 telephone-event/8000\nm=video 5000 RTP/AVP 97\nc=IN IP4 10.0.0.3\na=sendonly\n",
			session{addr: netip.MustParseAddrPort("10.0.0.2:4000"), codec: ulaw, dtmfType: 96, direction: sendrecv},
			false,
		},
		"old hold": {
			"c=IN IP4 0.0.0.0\r\nm=audio 4000 RTP/AVP 8\r\n",
			session{addr: netip.MustParseAddrPort("0.0.0.0:4000"), codec: alaw, direction: inactive},
			false,
		},
		"no G.711":   {body: "c=IN IP4 10.0.0.1\nm=audio 4000 RTP/AVP 9 18\n", bad: true},
		"no address": {body: "m=audio 4000 RTP/AVP 8\n", bad: true},
		"empty":      {bad: true},
	} {
		got, err := parseSDP([]byte(c.body))
		if (err != nil) != c.bad || !c.bad && got != c.want {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, c.want)
		}
	}
}

func FuzzParseSDP(f *testing.F) {
	f.Add([]byte("v=0\r\nc=IN IP4 10.0.0.1\r\nm=audio 4000 RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		if s, err := parseSDP(body); err == nil && !s.addr.Addr().IsValid() {
			t.Errorf("accepted without an address: %+v", s)
		}
	})
}
