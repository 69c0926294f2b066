package records

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/records/figures"
	"hotline/records/recordings"
)

// Alarms takes what a person must look at.
type Alarms interface{ Raise(callcenter.Alarm) }

// Elsewhere opens a recording, sealed as it is, in the store of the controller of that
// name. NotFound: it is not there. Unavailable: the controller does not answer.
type Elsewhere func(ctx context.Context, store string, call callcenter.ID, name string) (recordings.File, error)

// Config of the records. Zero values take the default named.
type Config struct {
	Controller   string        // tells what people enter here
	Postgres     *pgxpool.Pool // the owner closes it after Run has returned; it need not connect
	Dir          string        // of the local log, on a reliable disk of this machine
	KeyFile      string        // seals numbers: seal.Create makes one
	IndexKeyFile string        // finds them
	Window       time.Duration // longest wait for company before an fsync: 5 ms
	SegmentBytes int64         // of one file of the local log: 16 MiB
	MaxPending   int           // facts in memory while the disk cannot be written: 200,000
	Patience     time.Duration // facts that wait so long for Postgres are an alarm: 10 s
	Room         uint64        // bytes left on the disk of the local log below which that is an alarm: 1 GiB
	Keep         time.Duration // what is in Postgres stays in the local log: 48 h
	Sounds       string        // folder of the sealed recordings; empty: Dir/recordings
	CDR          string        // folder of Asterisk's CDR files; empty: not looked after, and a recount is of the sums alone
	Numbers      []string      // the centre's own, and the area code of its callers: for lines only the CDR knows
	AreaCode     string
	Rules        figures.Rules                                     // of reports
	Groups       func(ctx context.Context) (figures.Groups, error) // the teams and firms agents belong to; nil: none
	Elsewhere    Elsewhere                                         // opens recordings in other controllers' stores; nil: there are none
	Alarms       Alarms
	Lag          func(time.Duration) // told of each fact: from when it happened to its visible row
	Log          *zap.Logger
}

// Named timeouts of what waits for Postgres.
const (
	readTimeout   = 10 * time.Second
	stickyTimeout = 300 * time.Millisecond // a caller waits meanwhile
	commitTimeout = 5 * time.Second
	partitionsIn  = 10 * time.Minute // between two tries to make partitions ahead
	partitionsDay = 24 * time.Hour
	monthsAhead   = 3
	roomEach      = time.Minute
	leastRoom     = 1 << 30 // weeks of facts
)
