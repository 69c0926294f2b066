package stack

import (
	"encoding/json"
	"fmt"
	"os"
)

// ExchangeAccess is how orders are exchanged between this stack and the 12345 beside it.
type ExchangeAccess struct {
	Hotline       string `json:"hotline"`     // where the hotline takes messages
	Platform      string `json:"platform"`    // where the platform listens
	HotlineKey    string `json:"hotline_key"` // the id and the secret the hotline signs with
	HotlineSecret string `json:"hotline_secret"`
	Key           string `json:"platform_key"`
	Secret        string `json:"platform_secret"`
	Store         string `json:"store"` // file of the platform's orders
}

const (
	ownKey  = "12348-1"
	cityKey = "12345-1"
)

func (p Place) peersFile() string { return p.Path("peers.json") }

func (p Place) exchangeAccess() (a ExchangeAccess, err error) {
	a = ExchangeAccess{
		Hotline: "http://" + p.Address(PortExchange), Platform: p.Address(PortPlatform), HotlineKey: ownKey, Key: cityKey, Store: p.Path("12345.jsonl"),
	}
	if a.HotlineSecret, err = p.hexSecret("exchange-own"); err != nil {
		return a, err
	}
	a.Secret, err = p.hexSecret("exchange-12345")
	return a, err
}

// writePeers is the list of peers: the 12345 that callsim plays.
func (p Place) writePeers() error {
	if _, err := p.exchangeAccess(); err != nil {
		return err
	}
	key := func(id, secret string) map[string]string {
		return map[string]string{"id": id, "secret_file": p.SecretFile(secret)}
	}
	raw, err := json.MarshalIndent([]map[string]any{{
		"name": "12345", "title": "乐山市 12345", "self": "12348", "url": "http://" + p.Address(PortPlatform), "profile": "sichuan-12345",
		"key": key(ownKey, "exchange-own"), "accepts": []any{key(cityKey, "exchange-12345")}, "addresses": []string{"127.0.0.0/8", "::1/128"},
	}}, "", "  ")
	if err != nil {
		return fmt.Errorf("peers.json: %w", err)
	}
	if err := os.WriteFile(p.peersFile(), append(raw, '\n'), 0o600); err != nil {
		return fmt.Errorf("peers.json: %w", err)
	}
	return nil
}
