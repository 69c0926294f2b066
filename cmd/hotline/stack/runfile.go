package stack

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Run is run.json: what somebody needs to dial in, sign in, or look inside.
type Run struct {
	Home     string            `json:"home"`
	Config   string            `json:"config"`
	SIP      SIPAccess         `json:"sip"`
	HTTP     HTTPAccess        `json:"http"`
	ARI      ARIAccess         `json:"ari"`
	Postgres string            `json:"postgres_url"`
	Redis    string            `json:"redis_url"`
	Logs     map[string]string `json:"logs"`
	Seats    []Seat            `json:"seats"`
	Trunk    Seat              `json:"trunk"`       // who registers with it gets the calls that go outside
	City     Seat              `json:"trunk_12345"` // who registers with it is 12345
	Exchange ExchangeAccess    `json:"exchange"`    // of orders, with 12345
	Staff    []Staff           `json:"staff"`
}

// SIPAccess is where to dial.
type SIPAccess struct {
	Host    string   `json:"host"`
	Port    int      `json:"port"`
	Number  string   `json:"number"`
	Numbers []string `json:"numbers"`
}

// HTTPAccess is where hotline serve answers.
type HTTPAccess struct {
	Address string `json:"address"`
	URL     string `json:"url"`
}

// ARIAccess is how to ask Asterisk.
type ARIAccess struct {
	URL      string `json:"url"`
	User     string `json:"user"`
	Password string `json:"password"`
}

// Run tells what run.json tells.
func (p Place) Run() (Run, error) {
	seats, err := p.Seats()
	if err != nil {
		return Run{}, err
	}
	staff, err := p.Staff()
	if err != nil {
		return Run{}, err
	}
	trunk, err := p.Trunk()
	if err != nil {
		return Run{}, err
	}
	city, err := p.Trunk12345()
	if err != nil {
		return Run{}, err
	}
	shared, err := p.exchangeAccess()
	if err != nil {
		return Run{}, err
	}
	ari, err := p.secret("ari-password")
	if err != nil {
		return Run{}, err
	}
	postgres, err := p.PostgresURL()
	if err != nil {
		return Run{}, err
	}
	redis, err := p.RedisURL()
	if err != nil {
		return Run{}, err
	}
	return Run{
		Home: p.Home, Config: p.ConfigFile(),
		SIP:      SIPAccess{Host: "127.0.0.1", Port: p.Port(PortSIP), Number: Numbers()[0], Numbers: Numbers()},
		HTTP:     HTTPAccess{Address: p.Address(PortHTTP), URL: "http://" + p.Address(PortHTTP)},
		ARI:      ARIAccess{URL: p.ARIURL(), User: ARIUser, Password: ari},
		Postgres: postgres, Redis: redis, Logs: p.logs(), Seats: seats, Trunk: trunk, City: city, Exchange: shared, Staff: staff,
	}, nil
}

// ConfigFile is the configuration hotline serve is started with.
func (p Place) ConfigFile() string { return p.Path("hotline.toml") }

func (p Place) logs() map[string]string {
	return map[string]string{
		"hotline":          p.Path("log", "hotline.log"),
		"guard":            p.Path("log", "guard.log"),
		"12345":            p.Path("log", "12345.log"),
		"asterisk":         p.Path("asterisk", "log", "messages.log"),
		"asterisk_console": p.Path("log", "asterisk.log"),
		"cdr":              filepath.Join(p.CDR(), "Master.csv"),
		"redis":            p.Path("log", "redis.log"),
		"postgres":         p.Path("log", "postgres.log"),
	}
}

// writeRun replaces run.json in one step: whoever reads it reads a whole one.
func (p Place) writeRun() error {
	run, err := p.Run()
	if err != nil {
		return err
	}
	raw, err := json.MarshalIndent(run, "", "  ")
	if err != nil {
		return fmt.Errorf("run.json: %w", err)
	}
	making := p.Path("run.json.new")
	if err := os.WriteFile(making, append(raw, '\n'), 0o600); err != nil {
		return fmt.Errorf("run.json: %w", err)
	}
	if err := os.Rename(making, p.Path("run.json")); err != nil {
		return fmt.Errorf("run.json: %w", err)
	}
	return nil
}
