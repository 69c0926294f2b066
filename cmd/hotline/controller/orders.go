package controller

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/jackc/pgx/v5/pgxpool"

	"hotline/records"
	"hotline/records/deadline"
	"hotline/records/orders"
	"hotline/records/orders/exchange"
	"hotline/records/recordings"
)

// openOrders opens the work orders. Their attachments lie within the recordings' folder:
// what seals, backs up and wraps those again does it to these.
func openOrders(p *parts, pool *pgxpool.Pool) (*orders.Orders, *exchange.Exchange, error) {
	calendar, err := calendarOf(p.cfg.Orders.Calendar)
	if err != nil {
		return nil, nil, err
	}
	terms, err := p.cfg.Orders.Terms()
	if err != nil {
		return nil, nil, err
	}
	files, err := recordings.Open(filepath.Join(p.cfg.Recordings.Dir, "attachments"), p.records.Keys().Ring)
	if err != nil {
		return nil, nil, err
	}
	peers, err := p.cfg.Exchange.Peers()
	if err != nil {
		return nil, nil, err
	}
	outbox, err := exchange.NewOutbox(peers)
	if err != nil {
		return nil, nil, err
	}
	o, err := orders.Open(orders.Config{
		Store: p.records, Postgres: pool, Keys: p.records.Keys(), Calendar: calendar, Terms: terms, Outward: outbox,
		Files: files, Name: p.cfg.Controller.Name, Alarms: p.alarms, Log: p.log.Named("orders"),
	})
	if err != nil {
		return nil, nil, err
	}
	return o, exchange.Open(exchange.Config{
		Peers: peers, Store: p.records, Postgres: pool, Orders: o, Outbox: outbox, Keys: p.records.Keys(), Calendar: calendar,
		Note: records.NoteChange, Log: p.log.Named("exchange"),
	}), nil
}

// calendarOf is the built-in calendar with the years of a file.
func calendarOf(file string) (deadline.Calendar, error) {
	calendar, err := deadline.New()
	if err != nil || file == "" {
		return calendar, err
	}
	f, err := os.Open(file)
	if err != nil {
		return calendar, fmt.Errorf("calendar: %w", err)
	}
	defer func() { _ = f.Close() }()
	return calendar.Load(f)
}
