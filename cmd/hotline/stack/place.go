package stack

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"hotline/callcenter"
)

// DefaultPortBase is where a stack's ports begin if HOTLINE_PORT_BASE is not set.
const DefaultPortBase = 12000

// The ports of a stack, as distances from its base. Two stacks need bases at least
// PortSpan apart.
const (
	PortHTTP     = 0 // hotline serve
	PortARI      = 1
	PortRedis    = 2
	PortPostgres = 3
	PortExchange = 4  // where 12345 exchanges orders with hotline serve
	PortPlatform = 5  // the orders of the 12345 that callsim plays
	PortSIP      = 60 // UDP
	PortRTPFirst = 100
	PortRTPLast  = 999
	PortSpan     = 1000
)

// Place is where a stack lives.
type Place struct {
	Home  string // absolute
	Base  int
	Cache string // of the machine: Asterisk's root file system
	Crew  int    // seats, and a person at each
}

// LargestCrew is as many seats as the extensions 8001 to 8999 leave room for.
const LargestCrew = 999

// PlaceOf reads HOTLINE_HOME, HOTLINE_PORT_BASE, HOTLINE_CACHE and HOTLINE_CREW.
func PlaceOf(getenv func(string) string) (Place, error) {
	p := Place{Home: getenv("HOTLINE_HOME"), Base: DefaultPortBase, Cache: getenv("HOTLINE_CACHE"), Crew: len(demoStaff())}
	if p.Home == "" {
		p.Home = ".hotline"
	}
	if p.Cache == "" {
		p.Cache = "/var/cache/hotline"
	}
	if s := getenv("HOTLINE_PORT_BASE"); s != "" {
		base, err := strconv.Atoi(s)
		if err != nil || base < 1024 || base+PortSpan > 65536 {
			return Place{}, callcenter.Errorf(callcenter.Invalid, "HOTLINE_PORT_BASE=%q 不是可用的端口,应为 1024 到 %d 之间的整数", s, 65536-PortSpan)
		}
		p.Base = base
	}
	if s := getenv("HOTLINE_CREW"); s != "" {
		crew, err := strconv.Atoi(s)
		if err != nil || crew < 1 || crew > LargestCrew {
			return Place{}, callcenter.Errorf(callcenter.Invalid, "HOTLINE_CREW=%q 应为 1 到 %d 之间的整数", s, LargestCrew)
		}
		p.Crew = crew
	}
	home, err := filepath.Abs(p.Home)
	if err != nil {
		return Place{}, fmt.Errorf("place %s: %w", p.Home, err)
	}
	p.Home = home
	return p, nil
}

// Path is a file of the stack.
func (p Place) Path(elem ...string) string {
	return filepath.Join(append([]string{p.Home}, elem...)...)
}

// Port is the port at that distance.
func (p Place) Port(distance int) int { return p.Base + distance }

// Address is host and port at that distance.
func (p Place) Address(distance int) string {
	return "127.0.0.1:" + strconv.Itoa(p.Port(distance))
}

func makeFolders(paths ...string) error {
	for _, path := range paths {
		if err := os.MkdirAll(path, 0o700); err != nil {
			return fmt.Errorf("make folder: %w", err)
		}
	}
	return nil
}
