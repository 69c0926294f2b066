package recount

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"hotline/callcenter"
)

// Line is what the CDR says of one caller's line, put together from all its rows: there
// is a row for each partner it was bridged with.
type Line struct {
	ID       callcenter.LineID
	Called   string
	Caller   string
	Start    time.Time
	End      time.Time
	Answered bool
	Seats    []callcenter.SeatID // it was bridged with, sorted
}

// The columns of cdr_csv, with loguniqueid and without loguserfield.
const (
	columnSource = iota + 1
	columnCalled
	columnContext
	_ // clid
	_ // channel
	columnPartner
	_ // lastapp
	_ // lastdata
	columnStart
	columnAnswer
	columnEnd
	_ // duration
	_ // billsec
	_ // disposition
	_ // amaflags
	columnID
	columns
)

// callers are the contexts a caller's line can be in when Asterisk writes its row.
var callers = []string{"from-trunk", "from-12345", "12345", "offer", "hotline-fallback"}

// Book is what a folder of CDR files says of an interval.
type Book struct {
	Lines   map[callcenter.LineID]Line // of callers, that began in it
	Systems map[string]bool            // whose lines they are, of any time: other Asterisks keep books of their own
	Corrupt int                        // rows that could not be read
}

// Open reads the book of an interval from Master.csv and the files it was set aside in. A
// folder without any is one of an Asterisk nobody has called yet.
func Open(folder string, from, to time.Time) (Book, error) {
	book, err := open(folder, from, to)
	if errors.Is(err, fs.ErrNotExist) { // set aside meanwhile, under another name
		return open(folder, from, to)
	}
	return book, err
}

func open(folder string, from, to time.Time) (Book, error) {
	book := Book{Lines: map[callcenter.LineID]Line{}, Systems: map[string]bool{}}
	if _, err := os.Stat(folder); err != nil {
		return book, callcenter.Errorf(callcenter.NotFound, "话单目录 %s 打不开,请检查配置 asterisk.cdr: %w", folder, err)
	}
	files, err := filepath.Glob(filepath.Join(folder, "Master*.csv"))
	if err != nil {
		return book, fmt.Errorf("find CDR: %w", err)
	}
	for _, file := range files {
		if err := book.read(file, from, to); err != nil {
			return book, fmt.Errorf("read CDR %s: %w", filepath.Base(file), err)
		}
	}
	return book, nil
}

func (b *Book) read(path string, from, to time.Time) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	r := csv.NewReader(f)
	r.FieldsPerRecord, r.ReuseRecord, r.LazyQuotes = -1, true, true
	for {
		row, err := r.Read()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, new(*csv.ParseError)):
			b.Corrupt++
			continue
		case err != nil:
			return err
		}
		if !b.add(row, from, to) {
			b.Corrupt++
		}
	}
}

// add puts a row to its line. False: it cannot be read.
func (b *Book) add(row []string, from, to time.Time) bool {
	if len(row) < columns {
		return false
	}
	if !slices.Contains(callers, row[columnContext]) {
		return true // a seat's, or of another use of this Asterisk
	}
	start, err1 := time.Parse(time.DateTime, row[columnStart])
	end, err2 := time.Parse(time.DateTime, row[columnEnd])
	if err1 != nil || err2 != nil || row[columnID] == "" {
		return false
	}
	id := callcenter.LineID(strings.Clone(row[columnID]))
	made, isCaller := id.Made()
	if isCaller {
		b.Systems[id.System()] = true
	}
	if !isCaller || made.Before(from) || !made.Before(to) {
		return true // not of the interval, or a number outside that an agent asked in
	}
	line, known := b.Lines[id]
	if !known {
		line = Line{ID: id, Called: strings.Clone(row[columnCalled]), Caller: strings.Clone(row[columnSource]), Start: start}
	}
	if start.Before(line.Start) {
		line.Start = start
	}
	if end.After(line.End) {
		line.End = end
	}
	line.Answered = line.Answered || row[columnAnswer] != ""
	if seat := seatOf(row[columnPartner]); seat != "" && !slices.Contains(line.Seats, seat) {
		line.Seats = append(line.Seats, seat)
		slices.Sort(line.Seats)
	}
	b.Lines[id] = line
	return true
}

// seatOf reads the seat from a channel's name: PJSIP/8001-0000000b. A number outside is
// in the name as the trunk.
func seatOf(channel string) callcenter.SeatID {
	name, isPhone := strings.CutPrefix(channel, "PJSIP/")
	if i := strings.LastIndexByte(name, '-'); isPhone && i > 0 {
		return callcenter.SeatID(strings.Clone(name[:i]))
	}
	return ""
}
