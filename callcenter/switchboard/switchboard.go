package switchboard

import (
	"context"
	"encoding/json"
	"sync"

	"github.com/CyCoreSystems/ari/v5"
	"go.uber.org/zap"

	"hotline/callcenter"
	"hotline/callcenter/asterisk"
)

// Config wires a switchboard. No callback may block.
type Config struct {
	// Asterisk's Events, Handle and Resync are set by New.
	Asterisk asterisk.Config

	AreaCode  string // of numbers without one: callcenter.LocalAreaCode
	Sounds    string // folder with one folder of prompts per language: <Sounds>/zh/welcome.alaw
	Codec     string // asked of agents' phones, the callers' own so that nothing is transcoded; empty: the phone's choice
	Trunk     string // the endpoint that leads outside; empty: nobody outside can be dialled
	City      string // the endpoint of the city's hotline, 12345; empty: there is none
	Allotted  string // the number shown to who is dialled
	Recording string // format of recordings: "wav", or "alaw" (half the size, no conversion)

	// Admit says whether a call on offer may be claimed. While Asterisk is congested none is.
	Admit func(callcenter.Arrival) bool
	// AdmitSeat says the same of a seat that dialled a code.
	AdmitSeat func(callcenter.SeatID) bool
	// Arrive is told of a caller's line that entered our application.
	Arrive func(callcenter.Arrival)
	// Deliver is told what happens to the lines of calls.
	Deliver func(callcenter.LineEvent)
	// Reachable is told whether a seat's phone can be rung: all seats at every resync, then changes.
	Reachable func(callcenter.SeatID, bool)
	// SeatCode is told that a seat dialled *1, *2 or *3. Confirm answers it.
	SeatCode func(SeatCode)
	// Dictated is told that a dictation (Dictate) is over; failed: nothing was recorded.
	Dictated func(line callcenter.LineID, failed bool)
	// Resync runs after every (re)connect: Survey there, and reconcile.
	Resync func(context.Context) error

	Log *zap.Logger
}

// Switchboard is one Asterisk under our application name.
type Switchboard struct {
	cfg    Config
	log    *zap.Logger
	wire   *asterisk.Client
	lines  lines
	seats  seats
	sounds sounds
	errand sync.WaitGroup // requests that events asked for
	ctx    context.Context
	stop   context.CancelFunc
}

// wanted are the events a call cannot do without; Asterisk makes no others for us.
var wanted = []string{
	"StasisStart", "StasisEnd", "ChannelDestroyed", "ChannelStateChange",
	"ChannelDtmfReceived", "ChannelHold", "ChannelUnhold",
	"PlaybackFinished", "RecordingFinished", "RecordingFailed",
	"CallBroadcast", "ChannelTransfer",
}

// New makes a switchboard. GETs (Survey, Examine, Applications) work before Run.
func New(cfg Config) *Switchboard {
	s := &Switchboard{cfg: cfg, log: cfg.Log.Named("switchboard"), lines: newLines(), sounds: sounds{dir: cfg.Sounds}}
	s.ctx, s.stop = context.WithCancel(context.Background())
	wire := cfg.Asterisk
	wire.Events = wanted
	wire.Handle, wire.Resync = s.handle, s.resync
	wire.Log = cfg.Log
	s.wire = asterisk.New(wire)
	return s
}

// Run serves until ctx ends, or asterisk.ErrReplaced.
func (s *Switchboard) Run(ctx context.Context) error {
	s.run(s.watchSeats)
	err := s.wire.Run(ctx)
	s.stop()
	s.errand.Wait()
	return err
}

// Wire is the connection, for health, metrics and the list of applications.
func (s *Switchboard) Wire() *asterisk.Client { return s.wire }

func (s *Switchboard) resync(ctx context.Context) error {
	if err := s.listSeats(ctx, true); err != nil {
		return err
	}
	return s.cfg.Resync(ctx)
}

// run does an errand beside the event stream, which must not wait for it.
func (s *Switchboard) run(errand func(context.Context)) {
	s.errand.Go(func() { errand(s.ctx) })
}

// callOf is the call a channel belongs to, by its names alone.
func callOf(c ari.ChannelData) callcenter.ID {
	line := callcenter.LineID(c.ID)
	if id := callcenter.Token(line).Call(); !id.IsZero() {
		return id
	}
	return callcenter.CallIDOf(line, created(c))
}

func encodeMemory(m callcenter.Memory) (string, error) {
	raw, err := json.Marshal(m)
	if err != nil {
		return "", callcenter.Errorf(callcenter.Internal, "通话状态无法保存: %w", err)
	}
	return string(raw), nil
}

func decodeMemory(raw string) (m callcenter.Memory, err error) {
	if raw == "" {
		return m, nil
	}
	err = json.Unmarshal([]byte(raw), &m)
	return m, err
}
