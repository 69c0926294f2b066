package controller

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"time"

	"hotline/callcenter"
	"hotline/queue"
	"hotline/records/recordings"
)

// A recording lies in the store of the controller in whose Asterisk it was made. Another
// one, asked to play it, borrows it piece by piece and sealed as it is: what goes over
// the wire opens nowhere but with the keys all controllers have.
const (
	LendPath   = "/internal/recordings/{call}/{name}"
	sizeHeader = "Hotline-Size" // of the sealed file
	lendMost   = 128 << 10      // in one piece
)

// piece is what is asked for.
type piece struct {
	At     int64 `json:"at"`
	Length int   `json:"length"`
}

// lent is a recording in another controller's store.
type lent struct {
	ctx   context.Context // of the request that plays it
	owner *Owner
	peer  queue.Owner
	path  string
	size  int64
}

// elsewhere opens one there.
func (o *Owner) elsewhere(ctx context.Context, store string, call callcenter.ID, name string) (recordings.File, error) {
	owners := o.crew.own.Owners()
	i := slices.IndexFunc(owners, func(one queue.Owner) bool { return one.Name == o.crew.parts.cfg.AppPrefix()+store && one.Live })
	if i < 0 {
		return nil, callcenter.Errorf(callcenter.Unavailable, "录音在控制器 %s 的录音库里,它此刻不在线:等它恢复后再听", store)
	}
	f := &lent{ctx: ctx, owner: o, peer: owners[i], path: "/internal/recordings/" + call.String() + "/" + name}
	_, err := f.ReadAt(nil, 0)
	return f, err
}

// Size is that of the sealed file.
func (f *lent) Size() int64 { return f.size }

// Close satisfies io.Closer.
func (f *lent) Close() error { return nil }

// ReadAt asks for one piece.
func (f *lent) ReadAt(p []byte, at int64) (int, error) {
	body, err := json.Marshal(piece{At: at, Length: min(len(p), lendMost)})
	if err != nil {
		return 0, fmt.Errorf("borrow recording: %w", err)
	}
	r, err := http.NewRequestWithContext(f.ctx, http.MethodPost, f.peer.URL+f.path, bytes.NewReader(body))
	if err != nil {
		return 0, fmt.Errorf("borrow recording: %w", err)
	}
	f.owner.secret.sign(r, body, time.Now())
	resp, err := f.owner.client.Do(r)
	if err != nil {
		return 0, callcenter.Errorf(callcenter.Unavailable, "存有该录音的控制器没有应答,请稍后再试: %w", err)
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return 0, refusalOf(resp)
	}
	if f.size, err = strconv.ParseInt(resp.Header.Get(sizeHeader), 10, 64); err != nil {
		return 0, fmt.Errorf("borrow recording: %w", err)
	}
	n, err := io.ReadFull(resp.Body, p)
	if err != nil && at+int64(n) >= f.size {
		err = io.EOF
	}
	return n, err
}

// Lend serves the other controllers.
func (c *Controller) Lend(refuse func(http.ResponseWriter, *http.Request, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := c.lend(w, r); err != nil {
			refuse(w, r, err)
		}
	})
}

func (c *Controller) lend(w http.ResponseWriter, r *http.Request) error {
	body, err := c.Owner.secret.verify(r, time.Now())
	if err != nil {
		return err
	}
	var wanted piece
	if json.Unmarshal(body, &wanted) != nil || wanted.At < 0 || wanted.Length < 0 || wanted.Length > lendMost {
		return callcenter.Errorf(callcenter.Invalid, "请求内容无效")
	}
	call, err := callcenter.ParseID(r.PathValue("call"))
	if err != nil {
		return err
	}
	f, err := c.parts.records.Sealed(call, r.PathValue("name"))
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set(sizeHeader, strconv.FormatInt(f.Size(), 10))
	_, _ = io.Copy(w, io.NewSectionReader(f, wanted.At, int64(wanted.Length))) // a peer that is gone asks again
	return nil
}
