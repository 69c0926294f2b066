package phone

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emiago/sipgo"
	"github.com/emiago/sipgo/sip"
	"golang.org/x/sys/unix"
)

// Config is where an exchange lives and whom it talks to.
type Config struct {
	Listen string    // SIP address of all its phones; "" is 127.0.0.1 on any free port
	PBX    string    // host:port where phones register and dial
	RTP    PortRange // zero: 40000–49999
	Tones  []int     // hertz its phones can tell apart, beside the tones they send themselves
}

// Exchange carries phones: their SIP socket, their RTP ports, their pace.
type Exchange struct {
	listen netip.AddrPort
	pbx    string
	ua     *sipgo.UserAgent
	client *sipgo.Client
	ports  *ports
	wheel  *wheel
	sink   int // RTP socket nobody reads: where calls without media point
	sinkAt int // its port

	life   context.Context // of everything it started; Close ends it
	stop   context.CancelFunc
	wg     sync.WaitGroup
	closed bool

	ears   atomic.Pointer[[]goertzel]
	mu     sync.Mutex
	phones map[string]*Phone
	calls  map[string]*Call
	tones  map[toneKey]tone
}

type toneKey struct {
	codec codec
	hertz int
}

const (
	socketBuffer = 8 << 20 // bursts of a busy PBX wait here, not in retransmissions
	readyWithin  = 5 * time.Second
)

// NewExchange opens the sockets and starts to listen.
func NewExchange(c Config) (*Exchange, error) {
	if c.RTP == (PortRange{}) {
		c.RTP = PortRange{40000, 49999}
	}
	if c.Listen == "" {
		c.Listen = "127.0.0.1:0"
	}
	socket, err := listen(c.Listen)
	if err != nil {
		return nil, err
	}
	ex := &Exchange{
		listen: socket.LocalAddr().(*net.UDPAddr).AddrPort(), pbx: c.PBX, wheel: &wheel{},
		phones: map[string]*Phone{}, calls: map[string]*Call{}, tones: map[toneKey]tone{},
	}
	ex.listen = netip.AddrPortFrom(ex.listen.Addr().Unmap(), ex.listen.Port())
	// Parallel test programs share the range: each starts somewhere else in it.
	start := c.RTP.First + int(ex.listen.Port())*2%max(2, c.RTP.Last-c.RTP.First)&^1
	ex.ports = &ports{host: ex.listen.Addr(), room: c.RTP, after: start}
	ex.listenFor(c.Tones...)
	if err := ex.start(socket); err != nil {
		_ = socket.Close()
		return nil, err
	}
	return ex, nil
}

func listen(address string) (*net.UDPConn, error) {
	at, err := net.ResolveUDPAddr("udp4", address)
	if err != nil {
		return nil, fmt.Errorf("话机监听地址 %q 有误: %w", address, err)
	}
	socket, err := net.ListenUDP("udp4", at)
	if err != nil {
		return nil, fmt.Errorf("话机无法监听 %s: %w", address, err)
	}
	raw, err := socket.SyscallConn()
	if err == nil {
		// Root may pass the system's limit; who may not keeps the default.
		_ = raw.Control(func(fd uintptr) {
			_ = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUFFORCE, socketBuffer)
		})
	}
	return socket, nil
}

func (ex *Exchange) start(socket *net.UDPConn) (err error) {
	quiet := slog.New(slog.DiscardHandler) // what matters becomes an Event
	ex.ua, err = sipgo.NewUA(
		sipgo.WithUserAgent("callsim"),
		sipgo.WithUserAgentTransportLayerOptions(sip.WithTransportLayerLogger(quiet)),
		sipgo.WithUserAgentTransactionLayerOptions(
			sip.WithTransactionLayerLogger(quiet),
			sip.WithTransactionLayerUnhandledResponseHandler(func(*sip.Response) {})),
	)
	if err != nil {
		return fmt.Errorf("SIP 协议栈无法启动: %w", err)
	}
	address := ex.listen.String()
	ex.client, err = sipgo.NewClient(ex.ua, sipgo.WithClientLogger(quiet), sipgo.WithClientAddr(address), sipgo.WithClientConnectionAddr(address))
	if err != nil {
		return fmt.Errorf("SIP 客户端无法启动: %w", err)
	}
	server, err := sipgo.NewServer(ex.ua, sipgo.WithServerLogger(quiet))
	if err != nil {
		return fmt.Errorf("SIP 服务端无法启动: %w", err)
	}
	if ex.sink, _, ex.sinkAt, err = ex.ports.take(); err != nil {
		return err
	}
	ex.route(server)
	ex.life, ex.stop = context.WithCancel(context.Background())
	ex.spawn(func() { ex.wheel.run(ex.life) })
	ex.spawn(func() { _ = server.ServeUDP(socket) }) // ends when the socket is closed
	ex.spawn(func() { <-ex.life.Done(); _ = socket.Close() })
	return ex.ready()
}

// ready waits until the transport knows its socket: a request sent before would
// leave from another port.
func (ex *Exchange) ready() error {
	for deadline := time.Now().Add(readyWithin); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if _, err := ex.ua.TransportLayer().GetConnection("udp", ex.listen.String()); err == nil {
			return nil
		}
	}
	return fmt.Errorf("SIP 监听 %s 没有就绪", ex.listen)
}

// Address is the SIP address of the exchange: host:port.
func (ex *Exchange) Address() string { return ex.listen.String() }

// Calls is how many calls its phones have at the moment.
func (ex *Exchange) Calls() int {
	ex.mu.Lock()
	defer ex.mu.Unlock()
	n := 0
	for _, c := range ex.calls {
		if !c.silent() {
			n++
		}
	}
	return n
}

// spawn starts a goroutine Close waits for; after Close it starts none.
func (ex *Exchange) spawn(run func()) {
	ex.mu.Lock()
	defer ex.mu.Unlock()
	if !ex.closed {
		ex.wg.Go(run)
	}
}

// Close drops what is still up without a word, and waits for everything it started.
func (ex *Exchange) Close() error {
	ex.mu.Lock()
	ex.closed = true
	calls := slices.Collect(maps.Values(ex.calls))
	ex.mu.Unlock()
	for _, c := range calls {
		c.Vanish()
	}
	ex.stop()
	err := ex.ua.Close()
	ex.wg.Wait()
	_ = unix.Close(ex.sink)
	return err
}

// listenFor adds tones every ear of the exchange can tell.
func (ex *Exchange) listenFor(hertz ...int) {
	ex.mu.Lock()
	defer ex.mu.Unlock()
	var known []goertzel
	if p := ex.ears.Load(); p != nil {
		known = slices.Clone(*p)
	}
	for _, h := range hertz {
		if h > 0 && !slices.ContainsFunc(known, func(g goertzel) bool { return g.hertz == h }) {
			known = append(known, newGoertzel(h))
		}
	}
	ex.ears.Store(&known)
}

func (ex *Exchange) tone(c codec, hertz int) tone {
	ex.mu.Lock()
	defer ex.mu.Unlock()
	key := toneKey{c, hertz}
	if ex.tones[key] == nil {
		ex.tones[key] = newTone(c, hertz)
	}
	return ex.tones[key]
}

func (ex *Exchange) phone(user string) *Phone {
	ex.mu.Lock()
	defer ex.mu.Unlock()
	return ex.phones[user]
}

// callKey tells the two ends of a call apart when both are ours.
func callKey(callID, localTag string) string { return strings.Join([]string{callID, localTag}, " ") }

func (ex *Exchange) enter(c *Call) {
	ex.mu.Lock()
	defer ex.mu.Unlock()
	ex.calls[callKey(c.id, c.dialog.localTag)] = c
}

func (ex *Exchange) forget(c *Call) {
	ex.mu.Lock()
	defer ex.mu.Unlock()
	delete(ex.calls, callKey(c.id, c.dialog.localTag))
}

func (ex *Exchange) find(callID, localTag string) *Call {
	ex.mu.Lock()
	defer ex.mu.Unlock()
	return ex.calls[callKey(callID, localTag)]
}
