package phone

import (
	"fmt"
	"net/netip"
	"sync"

	"golang.org/x/sys/unix"
)

// PortRange is the RTP ports phones may use; each call takes an even one and the next.
type PortRange struct{ First, Last int }

// ports hands out RTP port pairs in turn, so a port rests as long as possible
// before its next call: late packets of the last one do not reach the new.
type ports struct {
	host  netip.Addr
	room  PortRange
	mu    sync.Mutex
	after int
}

// take opens a pair. The sockets are raw: the runtime's poller would wake a
// thread for every packet of every call, where the wheel looks once in 20 ms.
func (p *ports) take() (rtp, rtcp, port int, err error) {
	pairs := (p.room.Last - p.room.First + 1) / 2
	for range pairs {
		port = p.next()
		if rtp, err = p.bind(port); err != nil {
			continue
		}
		if rtcp, err = p.bind(port + 1); err != nil {
			_ = unix.Close(rtp)
			continue
		}
		return rtp, rtcp, port, nil
	}
	return 0, 0, 0, fmt.Errorf("没有空闲的 RTP 端口(%d–%d): %w", p.room.First, p.room.Last, err)
}

func (p *ports) next() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.after += 2
	if p.after < p.room.First || p.after+1 > p.room.Last {
		p.after = (p.room.First + 1) &^ 1
	}
	return p.after
}

func (p *ports) bind(port int) (fd int, err error) {
	fd, err = unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_NONBLOCK|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return 0, err
	}
	if err = unix.Bind(fd, &unix.SockaddrInet4{Port: port, Addr: p.host.As4()}); err != nil {
		_ = unix.Close(fd)
		return 0, err
	}
	return fd, nil
}
