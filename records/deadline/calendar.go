package deadline

import (
	"bytes"
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"time"
	_ "time/tzdata" // a machine without zone files counts the same days

	"hotline/callcenter"
)

//go:embed calendar/*.csv
var builtIn embed.FS

// Calendar knows which days are worked. It does not change: Load makes another.
type Calendar struct {
	zone  *time.Location
	days  map[date]bool // worked or not, where it differs from the weekday
	years map[int]bool  // loaded
}

type date struct {
	year  int
	month time.Month
	day   int
}

// New is the calendar of the years that are built in.
func New() (Calendar, error) {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		return Calendar{}, fmt.Errorf("calendar: %w", err)
	}
	c := Calendar{zone: zone, days: map[date]bool{}, years: map[int]bool{}}
	files, err := builtIn.ReadDir("calendar")
	if err != nil {
		return Calendar{}, fmt.Errorf("calendar: %w", err)
	}
	for _, file := range files {
		raw, err := builtIn.ReadFile("calendar/" + file.Name())
		if err != nil {
			return Calendar{}, fmt.Errorf("calendar: %w", err)
		}
		if c, err = c.Load(bytes.NewReader(raw)); err != nil {
			return Calendar{}, err
		}
	}
	return c, nil
}

// Load is the calendar with the years in r in place of what it knew of them. A file is
// taken as a whole or not at all; every fault in it is named.
func (c Calendar) Load(r io.Reader) (Calendar, error) {
	rows, err := csv.NewReader(r).ReadAll()
	if err != nil {
		return c, callcenter.Errorf(callcenter.Invalid, "节假日文件读不出来:%v", err)
	}
	told, years := map[date]bool{}, map[int]bool{}
	var faults []error
	for i, row := range rows {
		if i == 0 && row[0] == "date" {
			continue
		}
		day, worked, err := parseRow(row)
		if err != nil {
			faults = append(faults, callcenter.Errorf(callcenter.Invalid, "节假日文件第 %d 行:%v", i+1, err))
			continue
		}
		if _, twice := told[day]; twice {
			faults = append(faults, callcenter.Errorf(callcenter.Invalid, "节假日文件第 %d 行:%s 写了两次", i+1, row[0]))
		}
		told[day], years[day.year] = worked, true
	}
	if len(years) == 0 && len(faults) == 0 {
		faults = append(faults, callcenter.Errorf(callcenter.Invalid, "节假日文件里没有一天"))
	}
	if err := errors.Join(faults...); err != nil {
		return c, err
	}
	return c.with(told, years), nil
}

// parseRow reads 2026-02-14,work,春节调休.
func parseRow(row []string) (day date, worked bool, err error) {
	if len(row) < 2 {
		return day, false, errors.New("要有日期和 off 或 work")
	}
	at, err := time.Parse(time.DateOnly, row[0])
	if err != nil {
		return day, false, fmt.Errorf("日期 %q 要写成 2026-02-14", row[0])
	}
	if row[1] != "off" && row[1] != "work" {
		return day, false, fmt.Errorf("%q 要写 off(放假)或 work(上班)", row[1])
	}
	return dateOf(at), row[1] == "work", nil
}

func (c Calendar) with(told map[date]bool, years map[int]bool) Calendar {
	next := Calendar{zone: c.zone, days: map[date]bool{}, years: map[int]bool{}}
	for year := range c.years {
		next.years[year] = true
	}
	for day, worked := range c.days {
		if !years[day.year] {
			next.days[day] = worked
		}
	}
	for year := range years {
		next.years[year] = true
	}
	for day, worked := range told {
		next.days[day] = worked
	}
	return next
}

// Known reports that the year's days were told and need not be guessed.
func (c Calendar) Known(year int) bool { return c.years[year] }

// Worked reports that the day at falls on is a working day.
func (c Calendar) Worked(at time.Time) bool {
	at = at.In(c.zone)
	if worked, told := c.days[dateOf(at)]; told {
		return worked
	}
	return at.Weekday() != time.Saturday && at.Weekday() != time.Sunday
}

func dateOf(at time.Time) date {
	year, month, day := at.Date()
	return date{year, month, day}
}
