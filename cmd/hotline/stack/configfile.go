package stack

import (
	"crypto/sha256"
	"fmt"
	"os"
	"strings"

	"hotline/cmd/hotline/config"
)

// writtenMark heads a configuration of ours, with the hash of what follows it: one
// that nobody has edited is brought up to date at each start, an edited one is left alone.
const writtenMark = "# hotline stack 写的,改动后不再自动更新:"

// prepareConfig makes the secrets and the configuration hotline serve is started with.
// It reports whether the file is somebody's own.
func (p Place) prepareConfig() (edited bool, err error) {
	for _, key := range []string{"controller-secret", "session-key", "party.key", "index.key"} {
		if _, err := p.hexSecret(key); err != nil {
			return false, err
		}
	}
	if err := p.writePeers(); err != nil {
		return false, err
	}
	if err := makeFolders(p.Path("journal"), p.Path("agents"), p.Path("sms")); err != nil {
		return false, err
	}
	if raw, err := os.ReadFile(p.ConfigFile()); err == nil && !ours(string(raw)) {
		return true, nil
	}
	text := p.Config().TOML()
	head := fmt.Sprintf("%s %x\n", writtenMark, sha256.Sum256([]byte(text)))
	if err := os.WriteFile(p.ConfigFile(), []byte(head+text), 0o600); err != nil {
		return false, fmt.Errorf("configuration: %w", err)
	}
	return false, nil
}

func ours(text string) bool {
	head, body, _ := strings.Cut(text, "\n")
	return head == fmt.Sprintf("%s %x", writtenMark, sha256.Sum256([]byte(body)))
}

// Config is the configuration of this stack's hotline.
func (p Place) Config() config.Config {
	cfg := config.Default()
	cfg.Center.Numbers = Numbers()
	cfg.Controller.Advertise = "http://" + p.Address(PortHTTP)
	cfg.Controller.SecretFile = p.SecretFile("controller-secret")
	cfg.HTTP.Listen = p.Address(PortHTTP)
	cfg.Asterisk.URL, cfg.Asterisk.User, cfg.Asterisk.PasswordFile = p.ARIURL(), ARIUser, p.SecretFile("ari-password")
	cfg.Asterisk.Sounds, cfg.Asterisk.Messages = p.Sounds(), p.Messages()
	cfg.Asterisk.Recordings = p.Path("asterisk", "spool", "recording")
	cfg.Asterisk.CDR = p.CDR()
	cfg.Redis.URL, cfg.Redis.PasswordFile = "redis://"+p.Address(PortRedis)+"/0", p.SecretFile("redis-password")
	cfg.Postgres.URL = "postgres://hotline@" + p.Address(PortPostgres) + "/hotline?sslmode=disable"
	cfg.Postgres.PasswordFile = p.SecretFile("postgres-hotline-password")
	cfg.Postgres.OwnerPasswordFile = p.SecretFile("postgres-hotline_owner-password")
	cfg.Postgres.BackupPasswordFile = p.SecretFile("postgres-hotline_backup-password")
	cfg.Journal.Dir, cfg.Agents.Dir = p.Path("journal"), p.Path("agents")
	cfg.Recordings.Dir = p.Path("recordings")
	cfg.SMS.Outbox, cfg.SMS.PageURL = p.Path("sms"), "http://"+p.Address(PortHTTP)
	cfg.Agents.SecondFactor = false // nobody has enrolled in a stack made a minute ago
	cfg.Agents.SessionKeyFile = p.SecretFile("session-key")
	cfg.Exchange.Listen, cfg.Exchange.PeersFile = p.Address(PortExchange), p.peersFile()
	cfg.Keys.PartyFile, cfg.Keys.IndexFile = p.SecretFile("party.key"), p.SecretFile("index.key")
	return cfg
}
