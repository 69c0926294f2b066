package config

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"hotline/callcenter"
	"hotline/records/orders"
	"hotline/records/orders/exchange"
)

// Exchange is where orders are exchanged with other centres.
type Exchange struct {
	Listen      string `toml:"listen" default:"" comment:"监听地址,如 10.1.2.3:12010;空则不开。对接平台的请求都须签名"`
	Certificate string `toml:"certificate" default:"" comment:"证书文件(PEM);空则不用 TLS,只可在专网或反向代理之后"`
	Key         string `toml:"key" default:"" comment:"证书的私钥文件"`
	ClientCA    string `toml:"client_ca" default:"" comment:"对方证书的签发者(PEM);填了就要求双向 TLS"`
	PeersFile   string `toml:"peers" default:"" comment:"对接平台清单(JSON,见 deploy/12345/peers.example.json),空则不对接"`
}

// peerEntry is a peer as the file has it. Secrets stand in files of their own.
type peerEntry struct {
	Name      string     `json:"name"`
	Title     string     `json:"title"`
	Self      string     `json:"self"`
	URL       string     `json:"url"`
	Profile   string     `json:"profile"`
	Key       keyEntry   `json:"key"`
	Accepts   []keyEntry `json:"accepts"`
	Addresses []string   `json:"addresses"`
	PerSecond float64    `json:"per_second"`
	Burst     int        `json:"burst"`
	Trust     string     `json:"trust"`
	Cert      string     `json:"certificate"`
	CertKey   string     `json:"certificate_key"`
}

type keyEntry struct {
	ID   string `json:"id"`
	File string `json:"secret_file"`
}

// leastSecret is how long a shared secret must be.
const leastSecret = 24

// Peers reads the peers, their keys and profiles.
func (e Exchange) Peers() ([]exchange.Peer, error) {
	if e.PeersFile == "" {
		return nil, nil
	}
	raw, err := os.ReadFile(e.PeersFile)
	if err != nil {
		return nil, fmt.Errorf("peers: %w", err)
	}
	var entries []peerEntry
	decoder := json.NewDecoder(strings.NewReader(string(raw)))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&entries); err != nil {
		return nil, callcenter.Errorf(callcenter.Invalid, "对接平台清单 %s 读不懂: %w", e.PeersFile, err)
	}
	var peers []exchange.Peer
	for _, entry := range entries {
		p, err := entry.peer(filepath.Dir(e.PeersFile))
		if err != nil {
			return nil, callcenter.Errorf(callcenter.Invalid, "对接平台 %q 有误: %w", entry.Name, err)
		}
		peers = append(peers, p)
	}
	return peers, nil
}

// peer reads what an entry names; relative names are relative to the list.
func (e peerEntry) peer(folder string) (p exchange.Peer, err error) {
	in := func(name string) string {
		if name == "" || filepath.IsAbs(name) {
			return name
		}
		return filepath.Join(folder, name)
	}
	if !orders.Source(e.Name).Outside() {
		return p, fmt.Errorf("name 应为 %s 或 %s", orders.From12345, orders.FromProvince)
	}
	if u, err := url.Parse(e.URL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return p, fmt.Errorf("url 应为 http(s) 地址")
	}
	p = exchange.Peer{
		Name: orders.Source(e.Name), Title: e.Title, Self: e.Self, URL: strings.TrimSuffix(e.URL, "/"),
		PerSecond: e.PerSecond, Burst: e.Burst, Keys: exchange.Keys{ID: e.Key.ID, Theirs: map[string]exchange.Signer{}},
	}
	if p.PerSecond <= 0 || p.Burst <= 0 {
		p.PerSecond, p.Burst = 100, 500
	}
	if p.Keys.Own, err = hmacOf(in(e.Key.File)); err != nil {
		return p, err
	}
	for _, k := range e.Accepts {
		if p.Keys.Theirs[k.ID], err = hmacOf(in(k.File)); err != nil {
			return p, err
		}
	}
	for _, text := range e.Addresses {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return p, fmt.Errorf("addresses 里的 %q 应为 10.0.0.0/8 这样的网段", text)
		}
		p.Addresses = append(p.Addresses, prefix)
	}
	if p.Profile, err = profileOf(e.Profile, in); err != nil {
		return p, err
	}
	p.Client, err = e.client(in)
	return p, err
}

// profileOf is a built-in profile, or one in a file (its name ends in .json).
func profileOf(name string, in func(string) string) (exchange.Profile, error) {
	if !strings.HasSuffix(name, ".json") {
		return exchange.ProfileOf(name)
	}
	raw, err := os.ReadFile(in(name))
	if err != nil {
		return exchange.Profile{}, err
	}
	return exchange.ParseProfile(raw)
}

func hmacOf(file string) (exchange.Signer, error) {
	secret, err := Secret(file)
	if err != nil {
		return nil, err
	}
	if len(secret) < leastSecret {
		return nil, fmt.Errorf("密钥文件 %s 太短,至少 %d 个字符", file, leastSecret)
	}
	return exchange.HMAC(secret), nil
}

// client is how we reach a peer: with a certificate of ours where it wants one.
func (e peerEntry) client(in func(string) string) (*http.Client, error) {
	tlsConfig := &tls.Config{MinVersion: tls.VersionTLS12}
	if e.Trust != "" {
		pool, err := certificates(in(e.Trust))
		if err != nil {
			return nil, err
		}
		tlsConfig.RootCAs = pool
	}
	if e.Cert != "" {
		pair, err := tls.LoadX509KeyPair(in(e.Cert), in(e.CertKey))
		if err != nil {
			return nil, err
		}
		tlsConfig.Certificates = []tls.Certificate{pair}
	}
	return &http.Client{
		Transport:     &http.Transport{TLSClientConfig: tlsConfig, MaxIdleConnsPerHost: 32, Proxy: http.ProxyFromEnvironment},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, // a signature is for one address
	}, nil
}

func certificates(file string) (*x509.CertPool, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(raw) {
		return nil, fmt.Errorf("%s 里没有 PEM 证书", file)
	}
	return pool, nil
}

// Listener opens the address peers come to, with TLS and their certificates if configured.
func (e Exchange) Listener() (net.Listener, error) {
	listener, err := net.Listen("tcp", e.Listen)
	if err != nil {
		return nil, callcenter.Errorf(callcenter.Unavailable, "交换工单的地址 %s 监听不了: %w", e.Listen, err)
	}
	if e.Certificate == "" {
		return listener, nil
	}
	pair, err := tls.LoadX509KeyPair(e.Certificate, e.Key)
	if err != nil {
		return nil, callcenter.Errorf(callcenter.Invalid, "exchange.certificate 或 key 读不了: %w", err)
	}
	cfg := &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{pair}}
	if e.ClientCA != "" {
		if cfg.ClientCAs, err = certificates(e.ClientCA); err != nil {
			return nil, callcenter.Errorf(callcenter.Invalid, "exchange.client_ca 读不了: %w", err)
		}
		cfg.ClientAuth = tls.RequireAndVerifyClientCert
	}
	return tls.NewListener(listener, cfg), nil
}
