package records

import (
	"time"

	"go.uber.org/zap"

	"hotline/callcenter"
)

// Alarms takes what a person must look at.
type Alarms interface{ Raise(callcenter.Alarm) }

// Config of the records. Zero durations take the default named.
type Config struct {
	Dir          string // of the local log, on a disk of this machine
	PostgresURL  string
	KeyFile      string        // seals numbers: seal.Create makes one
	IndexKeyFile string        // finds them
	Keep         time.Duration // what is in Postgres stays in the local log: 48 h
	Alarms       Alarms
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
)
