package stack

import (
	"fmt"
	"net"

	"hotline/callcenter"
)

// CheckFree names the first port of the place that somebody else has.
func (p Place) CheckFree() error {
	tcp := []int{p.Port(PortHTTP), p.Port(PortARI), p.Port(PortRedis), p.Port(PortPostgres)}
	return checkFree("hotline", tcp, []int{p.Port(PortSIP)})
}

// checkFree finds a taken port before a server fails on it in its own words, or does
// not fail: a second Asterisk shares a SIP port and half of the calls are lost.
func checkFree(name string, tcp, udp []int) error {
	for _, port := range tcp {
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			return taken(name, port)
		}
		_ = l.Close()
	}
	for _, port := range udp {
		l, err := net.ListenPacket("udp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			return taken(name, port)
		}
		_ = l.Close()
	}
	return nil
}

func taken(name string, port int) error {
	return callcenter.Errorf(callcenter.Conflict,
		"端口 %d(%s)已被别的程序占用;请停掉它,或用 HOTLINE_PORT_BASE 换一段端口", port, name)
}
