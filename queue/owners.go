package queue

import (
	"context"
	"slices"
	"time"
)

// Owner is a controller as the others see it. Its beat is a hint: the websocket
// under its application name is the judge.
type Owner struct {
	Name string
	URL  string
	Beat time.Time // the last one
	Live bool      // it beat within the last five seconds
}

const (
	silentAfter = 5 * time.Second
	forgetAfter = 24 * time.Hour
)

// Beat says this owner lives and where it is reached, and returns everybody who
// beat within a day. Run beats every second. It works while the queue is rebuilt.
func (q *Queue) Beat(ctx context.Context) ([]Owner, error) {
	a, err := q.put(ctx, "beat", q.cfg.URL, forgetAfter.Milliseconds())
	if err != nil {
		return nil, err
	}
	owners := make([]Owner, 0, len(a.rows))
	for _, row := range a.rows {
		at := number(row[2])
		owners = append(owners, Owner{
			Name: text(row[0]), URL: text(row[1]), Beat: time.UnixMilli(at), Live: a.now-at < silentAfter.Milliseconds(),
		})
	}
	q.await(a.now)
	q.remember(owners, a.now)
	q.memory.tidy(time.Now())
	return owners, nil
}

// awaited are controllers that a rebuild waits for: they lived when Redis was last seen.
type awaited struct {
	names []string
	until time.Time
}

// await is told each beat. Who could not beat for a while himself cannot tell from their
// silence that the others are gone: they were kept from Redis too.
func (q *Queue) await(now int64) {
	last := q.beat.Swap(now)
	if last == 0 || now-last < 2*beatEvery.Milliseconds() {
		return
	}
	w := awaited{until: time.Now().Add(q.cfg.RebuildGrace)}
	for _, o := range q.Owners() {
		if o.Live {
			w.names = append(w.names, o.Name)
		}
	}
	q.awaited.Store(&w)
}

// remember keeps who beat shortly before Redis lost everything: a rebuild waits for them too.
func (q *Queue) remember(owners []Owner, now int64) {
	for _, was := range q.Owners() {
		listed := slices.ContainsFunc(owners, func(o Owner) bool { return o.Name == was.Name })
		if !listed && now-was.Beat.UnixMilli() < silentAfter.Milliseconds() {
			owners = append(owners, was)
		}
	}
	q.owners.Store(&owners)
}

// Owners are the controllers as they were at this one's last beat.
func (q *Queue) Owners() []Owner {
	if known := q.owners.Load(); known != nil {
		return *known
	}
	return nil
}
