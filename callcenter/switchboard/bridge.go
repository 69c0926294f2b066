package switchboard

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"hotline/callcenter"
	"hotline/callcenter/asterisk"
)

func bridgePath(call callcenter.ID) string { return "/bridges/" + callcenter.BridgeOf(call) }

// Join puts lines into the call's bridge. Joining does not end music by itself: it
// would go on under the talk. It is ended while the bridge is made, so that both
// cost one round trip; then one request adds all lines.
func (s *Switchboard) Join(ctx context.Context, call callcenter.ID, lines ...callcenter.LineID) error {
	before, during := errgroup.WithContext(ctx)
	before.Go(func() error { return s.bridge(during, call) })
	ids := make([]string, len(lines))
	for i, l := range lines {
		ids[i] = string(l)
		if s.lines.mayPlay(l) {
			before.Go(func() error { return s.Music(during, l, false) })
		}
	}
	if err := before.Wait(); err != nil {
		return err
	}
	return gone(s.add(ctx, call, ids))
}

// add adds lines to the call's bridge. The bridge of the talk before may still be there
// when it is made anew, and gone (404) or on its way out of our application (409) when it
// is to be used: then it is made again.
func (s *Switchboard) add(ctx context.Context, call callcenter.ID, lines []string) error {
	for tries := 1; ; tries++ {
		err := s.wire.Do(ctx, http.MethodPost, bridgePath(call)+"/addChannel", url.Values{"channel": {strings.Join(lines, ",")}}, nil, nil)
		if !refusedWith(err, http.StatusNotFound, http.StatusConflict) || tries > remake {
			return err
		}
		select {
		case <-time.After(remakeAfter):
		case <-ctx.Done():
			return err
		}
		if err := s.bridge(ctx, call); err != nil {
			return err
		}
	}
}

const (
	remake      = 25 // half a second: a busy machine takes its time
	remakeAfter = 20 * time.Millisecond
)

// bridge makes the call's bridge, unless it is there.
func (s *Switchboard) bridge(ctx context.Context, call callcenter.ID) error {
	return unless(callcenter.Conflict, s.wire.Do(ctx, http.MethodPost, bridgePath(call), url.Values{"type": {"mixing"}}, nil, nil))
}

// Part takes a line out of the call's bridge. A line that is not in it is out already.
func (s *Switchboard) Part(ctx context.Context, call callcenter.ID, line callcenter.LineID) error {
	err := s.wire.Do(ctx, http.MethodPost, bridgePath(call)+"/removeChannel", url.Values{"channel": {string(line)}}, nil, nil)
	if refusedWith(err, http.StatusUnprocessableEntity) {
		return nil
	}
	return gone(err)
}

// Dissolve ends the call's bridge; the lines in it live on, and a recording of it ends.
// Asterisk answers before they have left it, and loses what is said to them meanwhile.
func (s *Switchboard) Dissolve(ctx context.Context, call callcenter.ID) error {
	err := s.wire.Do(ctx, http.MethodDelete, bridgePath(call), nil, nil, nil)
	return unless(callcenter.NotFound, unless(callcenter.Conflict, err)) // 409: it is being taken down
}

// Record records the call's bridge. The name carries on if it exists: a recording
// that was cut by a restart goes on in the same file.
func (s *Switchboard) Record(ctx context.Context, call callcenter.ID, name string) error {
	q := url.Values{"name": {name}, "format": {s.cfg.Recording}, "ifExists": {"append"}}
	return unless(callcenter.Conflict, s.wire.Do(ctx, http.MethodPost, bridgePath(call)+"/record", q, nil, nil))
}

// Recording reports whether Asterisk still records under that name.
func (s *Switchboard) Recording(ctx context.Context, name string) (bool, error) {
	return s.goesOn(ctx, "/recordings/live/"+url.PathEscape(name))
}

// PauseRecording leaves what is said out of a recording, or takes it in again. Asterisk
// takes a repeat for granted, and refuses (409) what it does not record yet or any more.
func (s *Switchboard) PauseRecording(ctx context.Context, name string, on bool) error {
	method := http.MethodPost
	if !on {
		method = http.MethodDelete
	}
	err := s.wire.Do(ctx, method, "/recordings/live/"+url.PathEscape(name)+"/pause", nil, nil, nil)
	if refusedWith(err, http.StatusConflict) {
		return callcenter.Errorf(callcenter.NotFound, "没有在录音: %w", err)
	}
	return err
}

// StopRecording ends a recording; one that has ended is stopped already.
func (s *Switchboard) StopRecording(ctx context.Context, name string) error {
	err := s.wire.Do(ctx, http.MethodPost, "/recordings/live/"+url.PathEscape(name)+"/stop", nil, nil, nil)
	return unless(callcenter.NotFound, unless(callcenter.Conflict, err)) // 409: it is being written out
}

// gone reads every way in which Asterisk says that a line is not there any more:
// 404 not a channel, 409 not in our application, 400 a channel it cannot find in the list.
func gone(err error) error {
	r, refused := errors.AsType[*asterisk.Refusal](err)
	if !refused {
		return err
	}
	switch r.Status {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusConflict, http.StatusPreconditionFailed, http.StatusUnprocessableEntity:
		return callcenter.Errorf(callcenter.NotFound, "线路已挂断: %w", err)
	}
	return err
}
