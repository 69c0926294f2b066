package stack

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"

	"hotline/callcenter"
)

// ARIUser is the one user of the stack's ARI.
const ARIUser = "hotline"

// offerAgain is how long a call that nobody took at first is offered each time. Its
// music stands still meanwhile; a claim takes some milliseconds.
const offerAgain = 300 * time.Millisecond

// longestSocketPath is sun_path of unix(7), without its final zero.
const longestSocketPath = 107

func (p Place) asteriskConf() string { return p.Path("asterisk", "etc", "asterisk.conf") }

func (p Place) asteriskServer(ctx context.Context) (server, error) {
	b, err := p.findBinary(ctx)
	if err != nil {
		return server{}, err
	}
	return server{
		name: "Asterisk", path: b.path, argv: b.argv(p.asteriskConf(), "-f"), marks: []string{p.asteriskConf()},
		dir: p.Path("asterisk"), log: p.Path("log", "asterisk.log"),
		ports: []int{p.Port(PortARI)}, udp: []int{p.Port(PortSIP)}, stop: syscall.SIGTERM,
		ready: func(ctx context.Context) error { return p.asteriskBooted(ctx, b) },
	}, nil
}

// prepareAsterisk makes every folder before the start (Asterisk makes none), its
// sounds and music, and its configuration.
func (p Place) prepareAsterisk(ctx context.Context, options Options) error {
	if socket := p.Path("asterisk", "run", "asterisk.ctl"); len(socket) > longestSocketPath {
		return callcenter.Errorf(callcenter.Invalid, "HOTLINE_HOME 的路径太长(%s 超过 %d 个字节),请换一个短的", socket, longestSocketPath)
	}
	b, err := p.findBinary(ctx)
	if err != nil {
		return err
	}
	home := p.Path("asterisk")
	if err := makeFolders(home+"/etc", home+"/lib/keys", home+"/data/sounds", home+"/data/moh", home+"/run",
		home+"/spool/recording", p.Messages(), p.CDR()); err != nil {
		return err
	}
	if err := b.linkData(home + "/data"); err != nil {
		return err
	}
	if err := p.preparePrompts(ctx); err != nil {
		return err
	}
	if err := p.prepareMusic(ctx, b.music); err != nil {
		return err
	}
	data, err := p.asteriskData(b, options)
	if err != nil {
		return err
	}
	if err := p.writeClient(b); err != nil {
		return err
	}
	if err := renderAll("asterisk", home+"/etc", data); err != nil || !options.Queue {
		return err
	}
	return renderAll("asterisk/bench", home+"/etc", data)
}

// CDR is where Asterisk keeps its own record of each line.
func (p Place) CDR() string { return p.Path("asterisk", "log", "cdr-csv") }

// Messages is where callers' spoken messages wait for a controller.
func (p Place) Messages() string { return p.Path("asterisk", "spool", "messages") }

// asteriskData is what the templates are filled with.
func (p Place) asteriskData(b binary, options Options) (map[string]any, error) {
	password, err := p.secret("ari-password")
	if err != nil {
		return nil, err
	}
	name, err := p.secret("system-name")
	if err != nil {
		return nil, err
	}
	seats, err := p.Seats()
	if err != nil {
		return nil, err
	}
	trunk, err := p.Trunk()
	if err != nil {
		return nil, err
	}
	city, err := p.Trunk12345()
	if err != nil {
		return nil, err
	}
	retry := cmp.Or(options.Retry, 2*time.Second)
	legs := (PortRTPLast - PortRTPFirst + 1) / 2
	return map[string]any{
		"Home": p.Path("asterisk"), "Modules": b.modules, "Messages": p.Messages(),
		"SystemName": "a" + strings.ToLower(name[:10]),
		"ARIPort":    p.Port(PortARI), "ARIUser": ARIUser, "ARIPassword": password,
		"SIPPort": p.Port(PortSIP), "RTPStart": p.Port(PortRTPFirst), "RTPEnd": p.Port(PortRTPLast), "Legs": legs,
		"Seats": seats, "TrunkPassword": trunk.SIPPassword, "Trunk12345Password": city.SIPPassword, "Numbers": Numbers(), "Queue": options.Queue,
		"OfferMs": retry.Milliseconds(), "OfferAgainMs": offerAgain.Milliseconds(),
		"MusicSeconds":    fmt.Sprintf("%.1f", (retry - offerAgain).Seconds()),
		"FallbackSeconds": int(cmp.Or(options.Fallback, time.Minute) / time.Second),
		"MessageSeconds":  120,
	}, nil
}

// writeClient leaves a command for people: .hotline/asterisk/cli 'core show channels'.
func (p Place) writeClient(b binary) error {
	words := append([]string{b.path}, b.args...)
	script := "#!/bin/sh\nexec '" + strings.Join(append(words, "-C", p.asteriskConf()), "' '") + "' -r ${1:+-x \"$*\"}\n"
	if err := os.WriteFile(p.Path("asterisk", "cli"), []byte(script), 0o700); err != nil {
		return fmt.Errorf("asterisk cli: %w", err)
	}
	return nil
}

// asteriskBooted returns once every module is loaded.
func (p Place) asteriskBooted(ctx context.Context, b binary) error {
	if _, err := os.Stat(p.Path("asterisk", "run", "asterisk.ctl")); err != nil {
		return fmt.Errorf("asterisk booted: %w", err)
	}
	argv := b.argv(p.asteriskConf(), "-rx", "core waitfullybooted")
	out, err := exec.CommandContext(ctx, b.path, argv[1:]...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("asterisk booted: %w: %s", err, out)
	}
	return nil
}
