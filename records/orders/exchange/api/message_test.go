package api

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/cmd/callsim/platform/ledger"
	"hotline/records/orders"
	"hotline/records/orders/exchange"
)

func message(version int, kind exchange.Kind, body exchange.Body) exchange.Message {
	id := callcenter.NewID(time.Now())
	return exchange.Message{
		Delivery: id.String(), Order: "LS1", From: exchange.Dispatcher, Version: version, Kind: kind, At: time.Now().UTC().Truncate(time.Second), Body: body,
	}
}

// The same messages a hundred times in any order are one order in the right state.
func TestAHundredTimesInAnyOrder(t *testing.T) {
	t.Parallel()
	h := newHouse(t, ledger.Faults{})
	messages := []exchange.Message{
		message(1, exchange.OrderKind, exchange.Body{Title: "咨询遗嘱", Type: "咨询", Region: "沙湾区", Phone: "13800001234"}),
		message(2, exchange.Urge, exchange.Body{Text: "请尽快"}),
		message(3, exchange.Note, exchange.Body{Text: "补充材料"}),
		message(4, exchange.Close, exchange.Body{Text: "市民撤回"}),
	}
	for range 100 {
		m := messages[mathrand.IntN(len(messages))]
		receipt, err := h.x.Receive(t.Context(), h.peer, m)
		if err != nil || receipt.State == exchange.Kept {
			t.Fatalf("%s: %v %v", m.Kind, receipt, err)
		}
	}
	for _, m := range messages {
		if receipt, err := h.x.Receive(t.Context(), h.peer, m); err != nil || receipt.State == exchange.Kept || receipt.State == exchange.Parked {
			t.Fatalf("%s: %v %v", m.Kind, receipt, err)
		}
	}
	if n := h.count(`SELECT count(*) FROM work_order`); n != 1 {
		t.Fatalf("%d orders", n)
	}
	o := h.order(h.byReference("LS1"))
	if o.State != orders.Closed || o.Version != 4 || o.Urged != 1 || o.Region != "511111" {
		t.Errorf("the order ended as %+v", o)
	}
	other := message(2, exchange.Note, exchange.Body{})
	if _, err := h.x.Receive(t.Context(), h.peer, other); !callcenter.Is(err, callcenter.Conflict) {
		t.Errorf("another message under a version that is taken: %v", err)
	}
}

// Sichuan's limits count from when the order was made; the earlier of both rules counts.
func TestTheEarlierDeadlineCounts(t *testing.T) {
	t.Parallel()
	h := newHouse(t, ledger.Faults{})
	at := func(text string) time.Time {
		when, err := time.ParseInLocation("2006-01-02 15:04", text, callcenter.Leshan())
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for i, c := range []struct {
		kind      string
		said, due time.Time
	}{ // 2026-02-13 is a Friday before the Spring Festival; the deadline is the first moment too late
		{"咨询", time.Time{}, at("2026-02-26 00:00")},
		{"建议", time.Time{}, at("2026-03-03 00:00")},
		{"投诉", time.Time{}, at("2026-03-13 00:00")},
		{"投诉", at("2026-02-20 18:00"), at("2026-02-20 18:00")},
		{"咨询", at("2026-05-01 00:00"), at("2026-02-26 00:00")},
		{"表扬", time.Time{}, time.Time{}},
	} {
		m := message(1, exchange.OrderKind, exchange.Body{Title: "x", Type: c.kind, Due: c.said})
		m.Order, m.At = fmt.Sprint("D", i), at("2026-02-13 10:00")
		if _, err := h.x.Receive(t.Context(), h.peer, m); err != nil {
			t.Fatal(err)
		}
		if o := h.order(h.byReference(m.Order)); !o.OutsideDue.Equal(c.due) {
			t.Errorf("%s said %v: due %v, want %v", c.kind, c.said, o.OutsideDue.In(callcenter.Leshan()), c.due)
		}
	}
	words, err := h.x.Words(h.as(manager), orders.From12345)
	if err != nil || words[0].Theirs != "表扬" || words[0].Ours != "" {
		t.Fatalf("what nobody mapped is not listed: %v %v", words, err)
	}
	if err := h.x.PutWord(h.as(manager), exchange.ExchangeWord{Peer: orders.From12345, Field: "type", Theirs: "表扬", Ours: "appointment"}, "2002"); err != nil {
		t.Fatal(err)
	}
	m := message(1, exchange.OrderKind, exchange.Body{Title: "x", Type: "表扬", Region: "成都市"})
	m.Order = "D9"
	if _, err := h.x.Receive(t.Context(), h.peer, m); err != nil {
		t.Fatal(err)
	}
	story, err := h.orders.Story(h.as(manager), h.byReference("D9"), manager)
	if err != nil || story.Kind != orders.Appointment || story.Region != "unknown" || !strings.Contains(story.Moves[0].Writing.Text, "成都市") {
		t.Errorf("an unmapped value is kept as it came: %+v %v", story.Order, err)
	}
}

// An order of theirs is sent back, ruled upon and closed; one assigned centrally is not.
func TestSendingBack(t *testing.T) {
	t.Parallel()
	h := newHouse(t, ledger.Faults{})
	for _, reference := range []string{"B1", "B2"} {
		if err := h.city.Dispatch(reference, map[string]any{"title": "井盖缺失", "type": "求助", "central": reference == "B2"}); err != nil {
			t.Fatal(err)
		}
	}
	h.quiet()
	back := func(reference string) error {
		_, err := h.orders.Do(h.as(affairs), orders.Request{Order: h.byReference(reference), Move: orders.SendBack, By: affairs, Reason: "not_ours", Writing: orders.OrderWriting{Text: "属城管"}})
		return err
	}
	if err := back("B2"); !callcenter.Is(err, callcenter.Conflict) {
		t.Errorf("what was assigned centrally was sent back: %v", err)
	}
	if err := back("B1"); err != nil {
		t.Fatal(err)
	}
	h.quiet()
	if err := h.city.Say("dispatcher", "B1", "ruling", map[string]any{"about": "return", "upheld": true}); err != nil {
		t.Fatal(err)
	}
	h.quiet()
	if o := h.order(h.byReference("B1")); o.State != orders.Closed {
		t.Errorf("a return that was upheld leaves the order %s", o.State)
	}
}

// An order of ours that the city does: accepted, with a file both ways, replied, and objected.
func TestTheCityDoesAnOrderOfOurs(t *testing.T) {
	t.Parallel()
	h := newHouse(t, ledger.Faults{})
	id := h.dispatched("欠薪")
	h.quiet()
	if _, err := h.orders.Attach(h.as(affairs), orders.Request{Order: id, By: affairs}, "工资条.txt", []byte("三月 5000 元")); err != nil {
		t.Fatal(err)
	}
	for _, say := range []struct {
		kind string
		body map[string]any
	}{
		{"accept", nil},
		{"attachment", map[string]any{"file": map[string]any{"name": "回执.txt", "content": []byte("已收到")}}},
		{"objection", map[string]any{"text": "期限太短", "reason": "期限有异议"}},
		{"extension", map[string]any{"days": 10, "reason": "案情复杂"}},
		{"reply", map[string]any{"text": "已联系用人单位,工资已付"}},
	} {
		if err := h.city.Say("handler", id.String(), say.kind, say.body); err != nil {
			t.Fatal(err)
		}
	}
	h.quiet()
	story, err := h.orders.Story(h.as(manager), id, manager)
	if err != nil || story.State != orders.Replied || len(story.Files) != 2 || story.Extension != orders.ExtensionAsked {
		t.Fatalf("%+v %v", story.Order, err)
	}
	if err := h.x.Rule(h.as(affairs), id, orders.AboutObjection, false, "期限不变", affairs); err != nil {
		t.Fatal(err)
	}
	h.quiet()
	heard := h.city.Orders()[0].Heard
	last := heard[len(heard)-1]
	if last.Kind != "ruling" || last.Body["about"] != "objection" {
		t.Errorf("the city heard %s %v", last.Kind, last.Body)
	}
	if list, err := h.x.Entries(h.as(manager), orders.From12345, "objections"); err != nil || len(list) != 1 {
		t.Errorf("objections %v %v", list, err)
	}
	if err := h.x.SendAgain(h.as(affairs), orders.From12345, true, id.String(), 1, "2001"); err != nil {
		t.Fatal(err)
	}
	h.quiet()
	h.equal(1)
}

// signedRequest is a request of the city's, for the test to spoil.
func (h *house) signedRequest(body []byte, at time.Time, secret string) *http.Request {
	h.t.Helper()
	r, err := http.NewRequestWithContext(context.WithoutCancel(h.t.Context()), http.MethodPost, h.ourURL+exchange.MessagePath, bytes.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	stamp, nonce, sum := strconv.FormatInt(at.Unix(), 10), rand.Text(), sha256.Sum256(body)
	text := strings.Join([]string{"POST", exchange.MessagePath, "12345", stamp, nonce, hex.EncodeToString(sum[:])}, "\n")
	for name, value := range map[string]string{
		exchange.PeerHeader: "12345", exchange.KeyHeader: "12345-1", exchange.TimeHeader: stamp, exchange.NonceHeader: nonce,
		exchange.SignatureHeader: hex.EncodeToString(exchange.HMAC(secret).Sign([]byte(text))),
	} {
		r.Header.Set(name, value)
	}
	r.Header.Set("Content-Type", "application/json")
	return r
}

// What is not signed, not now, too large or malformed is refused in Chinese, noted, and
// leaves nothing behind.
func TestWhatIsRefusedLeavesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t, ledger.Faults{})
	good, err := json.Marshal(message(1, exchange.OrderKind, exchange.Body{Title: "x"}))
	if err != nil {
		t.Fatal(err)
	}
	unknownKey := h.signedRequest(good, time.Now(), theirSecret)
	unknownKey.Header.Set(exchange.KeyHeader, "none")
	stranger := h.signedRequest(good, time.Now(), theirSecret)
	stranger.Header.Set(exchange.PeerHeader, "stranger")
	for _, c := range []struct {
		what, says string
		status     int
		request    *http.Request
	}{
		{"a wrong signature", "签名不对", 401, h.signedRequest(good, time.Now(), "wrong")},
		{"an old timestamp", "时间戳", 401, h.signedRequest(good, time.Now().Add(-time.Hour), theirSecret)},
		{"a time to come", "时间戳", 401, h.signedRequest(good, time.Now().Add(time.Hour), theirSecret)},
		{"an unknown key", "密钥", 401, unknownKey},
		{"an unknown peer", "没有登记", 401, stranger},
		{"no JSON", "", 400, h.signedRequest([]byte("{"), time.Now(), theirSecret)},
		{"an unknown kind", "", 422, h.signedRequest(bytes.Replace(good, []byte(`"order"`), []byte(`"nothing"`), 2), time.Now(), theirSecret)},
		{"a version of a handler", "不能由", 422, h.signedRequest(bytes.Replace(good, []byte(`"dispatcher"`), []byte(`"handler"`), 1), time.Now(), theirSecret)},
		{"too large", "超过", 422, h.signedRequest(make([]byte, MostMessage+1), time.Now(), theirSecret)},
	} {
		status, text := h.do(c.request)
		if status != c.status || !strings.Contains(text, c.says) {
			t.Errorf("%s: %d %s", c.what, status, text)
		}
	}
	if n := h.count(`SELECT (SELECT count(*) FROM exchange_order) + (SELECT count(*) FROM exchange_heard) + (SELECT count(*) FROM work_order)`); n != 0 {
		t.Errorf("%d rows were left", n)
	}
	if n := h.count(`SELECT count(*) FROM audit WHERE action = 'exchange.refused'`); n < 7 {
		t.Errorf("%d refusals were noted", n)
	}
	once := h.signedRequest(good, time.Now(), theirSecret)
	again := once.Clone(once.Context())
	again.Body = io.NopCloser(bytes.NewReader(good))
	if status, text := h.do(once); status != http.StatusOK {
		t.Fatalf("a good one: %d %s", status, text)
	}
	if status, text := h.do(again); status != http.StatusUnauthorized || !strings.Contains(text, "收到过") {
		t.Errorf("replayed: %d %s", status, text)
	}
}

func (h *house) do(r *http.Request) (int, string) {
	h.t.Helper()
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	return response.StatusCode, string(raw)
}
