package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"hotline/cmd/callsim/platform/ledger"
)

// ledgerAccess is how orders are exchanged with the hotline, from run.json.
type ledgerAccess struct {
	Hotline       string `json:"hotline"`
	Platform      string `json:"platform"`
	HotlineKey    string `json:"hotline_key"`
	HotlineSecret string `json:"hotline_secret"`
	Key           string `json:"platform_key"`
	Secret        string `json:"platform_secret"`
	Store         string `json:"store"`
}

// orderFlags are how the platform behaves with orders, and how it misbehaves.
func orderFlags(f *flag.FlagSet, cfg *ledger.Config) {
	m, faults := &cfg.Manner, &cfg.Faults
	f.DurationVar(&m.Accept, "order-accept", 5*time.Second, "热线转来的工单多久后受理;0 为不理")
	f.DurationVar(&m.Reply, "order-reply", 20*time.Second, "受理后多久答复;0 为不答复")
	f.DurationVar(&m.Answer, "order-answer", 5*time.Second, "热线退回、申请延期、提出异议、办结后多久裁定或归档;0 为不理")
	f.Uint64Var(&faults.Seed, "fault-seed", 1, "故障的随机种子")
	for _, one := range []struct {
		name, what string
		into       *int
	}{
		{"timeout", "断开连接,不回答", &faults.Timeout},
		{"error", "回 500", &faults.Error},
		{"duplicate", "同一条发两遍", &faults.Duplicate},
		{"reorder", "后一条先发", &faults.Reorder},
		{"forged", "签名不对", &faults.Forged},
		{"slow", "回答一点一点地来", &faults.Slow},
	} {
		f.IntVar(one.into, "fault-"+one.name, 0, "每千次里有几次:"+one.what)
	}
}

// runOrders exchanges orders with the hotline until ctx ends.
func runOrders(ctx context.Context, cfg ledger.Config, access ledgerAccess, out io.Writer) error {
	cfg.File, cfg.Self, cfg.Hotline = access.Store, "12345", access.Hotline
	cfg.Own, cfg.Theirs = ledger.Key{ID: access.Key, Secret: access.Secret}, ledger.Key{ID: access.HotlineKey, Secret: access.HotlineSecret}
	l, err := ledger.Open(cfg)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", access.Platform)
	if err != nil {
		return errors.Join(fmt.Errorf("12345 平台的地址 %s 监听不了: %w", access.Platform, err), l.Close())
	}
	server := &http.Server{Handler: l, ReadHeaderTimeout: stepWithin}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	fmt.Fprintf(out, "12345 平台的工单在 http://%s/demo/orders;派一张:curl -d '{\"body\":{\"title\":\"夜间施工噪声\",\"type\":\"投诉\",\"region\":\"沙湾区\",\"phone\":\"13800001234\"}}' http://%[1]s/demo/orders\n", access.Platform)
	err = l.Run(ctx)
	closed := server.Close()
	<-served
	return errors.Join(err, closed, l.Close())
}
