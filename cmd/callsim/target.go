package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"

	"hotline/cmd/callsim/load"
	"hotline/cmd/callsim/phone"
)

// target is the PBX and its seats: from run.json, or from flags for any other.
type target struct {
	run      string
	host     string
	port     int
	number   string
	seats    string
	accounts []load.Account
	platform load.Account
	ledger   ledgerAccess
	staff    []staff
	home     string
	rtp      string
	listen   string
}

// runFile is what callsim needs of .hotline/run.json.
type runFile struct {
	Home string `json:"home"`
	SIP  struct {
		Host   string `json:"host"`
		Port   int    `json:"port"`
		Number string `json:"number"`
	} `json:"sip"`
	Seats    []load.Account `json:"seats"`
	Platform load.Account   `json:"trunk_12345"`
	Exchange ledgerAccess   `json:"exchange"`
	Staff    []staff        `json:"staff"`
}

// staff is a person of run.json: where he works and what he can.
type staff struct {
	ID     string         `json:"id"`
	Name   string         `json:"name"`
	Seat   string         `json:"seat"`
	Skills map[string]int `json:"skills"`
}

func (t *target) flags(f *flag.FlagSet) {
	f.StringVar(&t.run, "run", "", "hotline 的 run.json;给出后其余地址可省略")
	f.StringVar(&t.host, "host", "", "交换机 SIP 主机")
	f.IntVar(&t.port, "port", 0, "交换机 SIP 端口")
	f.StringVar(&t.number, "number", "", "呼叫的号码")
	f.StringVar(&t.seats, "seats", "", `坐席 JSON 文件:[{"sip_user":"8001","sip_password":"…"}]`)
	f.StringVar(&t.rtp, "rtp", "40000-49999", "本机话机的 RTP 端口范围")
	f.StringVar(&t.listen, "listen", "127.0.0.1:0", "本机话机的 SIP 地址")
}

// resolve reads the files; flags win over run.json.
func (t *target) resolve() error {
	if t.run != "" {
		if err := t.readRun(); err != nil {
			return err
		}
	}
	if t.seats != "" {
		t.accounts = nil
		if err := readJSON(t.seats, &t.accounts); err != nil {
			return err
		}
	}
	if t.host == "" || t.port == 0 {
		return fmt.Errorf("请用 -run 或 -host、-port 给出交换机")
	}
	return nil
}

func (t *target) readRun() error {
	var r runFile
	if err := readJSON(t.run, &r); err != nil {
		return err
	}
	t.ledger = r.Exchange
	t.home, t.accounts, t.platform, t.staff = r.Home, r.Seats, r.Platform, r.Staff
	if t.host == "" {
		t.host = r.SIP.Host
	}
	if t.port == 0 {
		t.port = r.SIP.Port
	}
	if t.number == "" {
		t.number = r.SIP.Number
	}
	return nil
}

func readJSON(path string, into any) error {
	raw, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("读取 %s: %w", path, err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("%s 不是有效的 JSON: %w", path, err)
	}
	return nil
}

func (t *target) exchange(tones ...int) (*phone.Exchange, error) {
	cfg, err := t.phones(tones...)
	if err != nil {
		return nil, err
	}
	return phone.NewExchange(cfg)
}

func (t *target) phones(tones ...int) (phone.Config, error) {
	first, last, ok := strings.Cut(t.rtp, "-")
	from, err1 := strconv.Atoi(first)
	to, err2 := strconv.Atoi(last)
	if !ok || err1 != nil || err2 != nil || from >= to {
		return phone.Config{}, fmt.Errorf("RTP 端口范围 %q 应为 起-止", t.rtp)
	}
	return phone.Config{
		Listen: t.listen, PBX: net.JoinHostPort(t.host, strconv.Itoa(t.port)),
		RTP: phone.PortRange{First: from, Last: to}, Tones: tones,
	}, nil
}

// account is the seat with this extension.
func (t *target) account(user string) (load.Account, error) {
	for _, a := range t.accounts {
		if a.User == user {
			return a, nil
		}
	}
	return load.Account{}, fmt.Errorf("没有坐席 %q", user)
}

// parse reads a command's flags and its target.
func parse(f *flag.FlagSet, t *target, args []string) error {
	if err := f.Parse(args); err != nil {
		return err
	}
	if f.NArg() > 0 {
		return fmt.Errorf("多余的参数 %q", f.Args())
	}
	return t.resolve()
}
