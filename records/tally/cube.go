package tally

import (
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
)

// cube sums rows by every grouping there is. Postgres would sort the rows anew for most
// of the groupings; here they are gone through once for each, so that the sums of one
// grouping stay near.
type cube struct {
	list  []of
	ids   map[string]uint32 // values are numbered as they come
	names []string
	hours map[int32]*moment
	lines []line
}

// line is a row: the number of its value of each dimension, and further kinds of caller.
type line struct {
	n      int64
	moment *moment
	values []uint32
	kinds  []uint32
	counts []count
}

// cell is one sum of a grouping; v1 and v2 are numbers of values.
type cell struct {
	start  int32 // hours since 1970
	v1, v2 uint32
}

type sums struct {
	n      int64
	counts []int64
}

// count is one of a row's, by its place among Counts.
type count struct {
	of int
	n  int64
}

// moment is where an hour lies.
type moment struct {
	start         [3]int32 // of the hour, the day, the month
	hour, weekday uint32
}

const (
	hourGrain = iota
	dayGrain
	monthGrain
)

func newCube() *cube {
	c := &cube{list: dimensions(), ids: map[string]uint32{}, hours: map[int32]*moment{}}
	c.id("") // is 0
	return c
}

// rowsOf is what add reads of a source of rows with their n: the hour, each dimension's
// values, each count.
func rowsOf(n, source string) string {
	columns := []string{n + "::bigint", "floor(extract(epoch FROM at) / 3600)::bigint"}
	for _, d := range dimensions() {
		switch d.name {
		case Hour, Weekday: // follow from the hour
		case CallerKind:
			columns = append(columns, "coalesce(array_to_string(caller_kinds, ','), '')")
		default:
			columns = append(columns, d.sql)
		}
	}
	return fmt.Sprintf("SELECT %s, %s %s", strings.Join(columns, ", "), each(Counts(), "%s::bigint"), source)
}

// addAll adds the rows of rowsOf.
func (c *cube) addAll(rows pgx.Rows) error {
	defer rows.Close()
	for rows.Next() {
		c.add(rows.RawValues())
	}
	return rows.Err()
}

func (c *cube) add(raw [][]byte) {
	l := line{n: number(raw[0]), moment: c.moment(int32(number(raw[1]))), values: make([]uint32, len(c.list))}
	raw = raw[2:]
	for i, d := range c.list {
		switch d.name {
		case Hour:
			l.values[i] = l.moment.hour
			continue
		case Weekday:
			l.values[i] = l.moment.weekday
			continue
		case CallerKind:
			for n, kind := range strings.Split(string(raw[0]), ",") {
				if id := c.id(kind); n == 0 {
					l.values[i] = id
				} else {
					l.kinds = append(l.kinds, id)
				}
			}
		default:
			l.values[i] = c.id(string(raw[0]))
		}
		raw = raw[1:]
	}
	for i, b := range raw {
		if b != nil { // most are nothing
			l.counts = append(l.counts, count{i, l.n * number(b)})
		}
	}
	c.lines = append(c.lines, l)
}

// group sums the lines by up to two dimensions, given by their places.
func (c *cube) group(grain int, by ...int) map[cell]*sums {
	cells, width := map[cell]*sums{}, len(Counts())
	for i := range c.lines {
		l := &c.lines[i]
		key := cell{start: l.moment.start[grain]}
		to := func() {
			s := cells[key]
			if s == nil {
				s = &sums{counts: make([]int64, width)}
				cells[key] = s
			}
			s.n += l.n
			for _, x := range l.counts {
				s.counts[x.of] += x.n
			}
		}
		var kind *uint32
		for n, v := range []*uint32{&key.v1, &key.v2}[:len(by)] {
			*v = l.values[by[n]]
			if c.list[by[n]].name == CallerKind {
				kind = v
			}
		}
		to()
		if kind != nil {
			for _, *kind = range l.kinds {
				to()
			}
		}
	}
	return cells
}

func (c *cube) id(value string) uint32 {
	id, known := c.ids[value]
	if !known {
		id = uint32(len(c.names))
		c.ids[value], c.names = id, append(c.names, value)
	}
	return id
}

func (c *cube) moment(hour int32) *moment {
	if c.hours[hour] == nil {
		at := startOf(hour)
		c.hours[hour] = &moment{
			start: [3]int32{hour, hoursOf(downTo("day", at)), hoursOf(downTo("month", at))},
			hour:  c.id(at.Format("15")), weekday: c.id(fmt.Sprint((int(at.Weekday())+6)%7 + 1)),
		}
	}
	return c.hours[hour]
}

func startOf(hour int32) time.Time { return time.Unix(int64(hour)*3600, 0).In(callcenter.Leshan()) }

func hoursOf(at time.Time) int32 { return int32(at.Unix() / 3600) }

func number(b []byte) int64 { return int64(binary.BigEndian.Uint64(b)) }

// rows are the sums as the table has them; a sum of nothing is NULL.
func (c *cube) rows() (list [][]any) {
	add := func(name string, grain int, by ...int) {
		var dims []of
		for _, i := range by {
			dims = append(dims, c.list[i])
		}
		for key, s := range c.group(grain, by...) {
			row := append(make([]any, 0, 6+len(s.counts)), name, dimsOf(dims), startOf(key.start), c.names[key.v1], c.names[key.v2], s.n)
			for _, x := range s.counts {
				if x == 0 {
					row = append(row, nil)
				} else {
					row = append(row, x)
				}
			}
			list = append(list, row)
		}
	}
	add("hour", hourGrain)
	add("day", dayGrain)
	add("month", monthGrain)
	for i := range c.list {
		add("day", dayGrain, i)
		add("month", monthGrain, i)
		for j := i + 1; j < len(c.list); j++ {
			add("month", monthGrain, i, j)
		}
	}
	return list
}
