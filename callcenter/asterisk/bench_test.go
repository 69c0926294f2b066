package asterisk_test

import (
	"net/http"
	"testing"

	"hotline/callcenter/asterisk"
)

const stasisStart = `{"type":"StasisStart","timestamp":"2026-11-23T16:18:33.976+0000","args":[],"channel":{"id":"sw1-1795450713.10476",` +
	`"name":"PJSIP/trunk-000028ec","state":"Ring","protocol_id":"5f0c7a1e-1","caller":{"name":"","number":"13900000001"},"connected":{"name":"","number":""},` +
	`"accountcode":"","dialplan":{"context":"from-trunk","exten":"12348","priority":6,"app_name":"Stasis","app_data":"hotline-c1"},` +
	`"creationtime":"2026-11-23T16:18:33.974+0000","language":"en"},"asterisk_id":"02:42:ac:11:00:02","application":"hotline-c1"}`

func BenchmarkDecode(b *testing.B) {
	data := []byte(stasisStart)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := asterisk.Decode(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDo(b *testing.B) {
	f := newFake(b)
	c := start(b, f)
	eventually(b, "live", c.Live)
	b.ReportAllocs()
	for b.Loop() {
		if err := c.Do(b.Context(), http.MethodPost, "/channels/sw1-1.1/answer", nil, nil, nil); err != nil {
			b.Fatal(err)
		}
	}
}
