package controller

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/jackc/pgx/v5/pgxpool"

	"hotline/records/deadline"
	"hotline/records/orders"
	"hotline/records/recordings"
)

// openOrders opens the work orders. Their attachments lie within the recordings' folder:
// what seals, backs up and wraps those again does it to these.
func openOrders(p *parts, pool *pgxpool.Pool) (*orders.Orders, error) {
	calendar, err := calendarOf(p.cfg.Orders.Calendar)
	if err != nil {
		return nil, err
	}
	terms, err := p.cfg.Orders.Terms()
	if err != nil {
		return nil, err
	}
	files, err := recordings.Open(filepath.Join(p.cfg.Recordings.Dir, "attachments"), p.records.Keys().Ring)
	if err != nil {
		return nil, err
	}
	return orders.Open(orders.Config{
		Store: p.records, Postgres: pool, Keys: p.records.Keys(), Calendar: calendar, Terms: terms,
		Files: files, Name: p.cfg.Controller.Name, Alarms: p.alarms, Log: p.log.Named("orders"),
	})
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
