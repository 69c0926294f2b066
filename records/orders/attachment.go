package orders

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/records/recordings"
)

// Attachment is a file of an order. Its own name is people's writing, and sealed.
type Attachment struct {
	Name     string    `json:"name" doc:"用于下载"`
	Title    string    `json:"title" doc:"原来的文件名"`
	Type     string    `json:"type"`
	Bytes    int64     `json:"bytes"`
	Sequence int       `json:"sequence" doc:"第几个动作"`
	At       time.Time `json:"at"`
	Deleted  bool      `json:"deleted,omitempty"`
}

// Limits of attachments.
const (
	MostAttachment  = 10 << 20
	mostAttachments = 20
)

// sniff tells a file's type from its content, whatever it is called; "" for what is not taken.
func sniff(content []byte) string {
	kind, _, _ := strings.Cut(http.DetectContentType(content), ";")
	switch kind {
	case "application/pdf", "image/jpeg", "image/png", "image/webp", "audio/mpeg", "audio/wave":
		return kind
	case "text/plain":
		if utf8.Valid(content) {
			return kind
		}
	case "application/zip":
		return office(content)
	}
	return ""
}

// office tells a document of Word or Excel, which is a zip, from any other zip, and from
// one that carries macros.
func office(content []byte) string {
	files, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return ""
	}
	has := func(name string) bool {
		return slices.ContainsFunc(files.File, func(f *zip.File) bool { return f.Name == name })
	}
	switch {
	case !has("[Content_Types].xml"), has("word/vbaProject.bin"), has("xl/vbaProject.bin"):
		return ""
	case has("word/document.xml"):
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case has("xl/workbook.xml"):
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return ""
}

// Attach takes a file into an order: its type is read from its content; it lies sealed, as
// recordings do, before it is known.
func (o *Orders) Attach(ctx context.Context, r Request, title string, content []byte) (Order, error) {
	kind, err := taken(content)
	if err != nil {
		return Order{}, err
	}
	var order Order
	err = o.within(ctx, "attach to order", func(ctx context.Context, tx pgx.Tx) (err error) {
		if _, err := readOrder(ctx, tx, r.Order); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, asProgram); err != nil {
			return err
		}
		order, err = o.attach(ctx, tx, r, kind, title, content)
		return err
	})
	return order, err
}

// taken is the type of a file that is taken.
func taken(content []byte) (string, error) {
	if len(content) == 0 || len(content) > MostAttachment {
		return "", callcenter.Errorf(callcenter.Invalid, "附件不能是空的,也不能超过 %d MB", MostAttachment>>20)
	}
	kind := sniff(content)
	if kind == "" {
		return "", callcenter.Errorf(callcenter.Invalid, "只收 PDF、图片(JPG、PNG、WebP)、录音(MP3、WAV)、Word、Excel 和纯文本,不收带宏的文件")
	}
	return kind, nil
}

// attach keeps a file and its move as the program, in a transaction. Its file goes again
// when the move cannot be made; of a transaction that fails later it stays, and is nobody's.
func (o *Orders) attach(ctx context.Context, tx pgx.Tx, r Request, kind, title string, content []byte) (Order, error) {
	var n int
	if err := tx.QueryRow(ctx, `SELECT count(*) FROM order_attachment WHERE work_order = $1`, r.Order).Scan(&n); err != nil {
		return Order{}, err
	}
	if n >= mostAttachments {
		return Order{}, callcenter.Errorf(callcenter.Conflict, "一张工单最多 %d 个附件", mostAttachments)
	}
	name := "file-" + callcenter.NewID(o.cfg.Now()).String()
	kept, err := o.store(r.Order, name, content)
	if err != nil {
		return Order{}, fmt.Errorf("keep attachment of order %s: %w", r.Order, err)
	}
	r.Move, r.Payload.File, r.Writing = Attach, name, OrderWriting{File: filepath.Base(title)}
	order, err := o.do(ctx, tx, r)
	if err == nil {
		_, err = tx.Exec(ctx, `INSERT INTO order_attachment (work_order, name, sequence, type, bytes, sha256, store, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			r.Order, name, order.Version, kind, kept.Bytes, kept.SHA256[:], o.cfg.Name, order.MovedAt)
	}
	if err != nil {
		return order, errors.Join(err, o.cfg.Files.Remove(r.Order, name))
	}
	return order, nil
}

func (o *Orders) store(order callcenter.ID, name string, content []byte) (kept recordings.Kept, err error) {
	f, err := os.CreateTemp("", "hotline-attachment-")
	if err != nil {
		return kept, err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	_, err = f.Write(content)
	if err = errors.Join(err, f.Close()); err != nil {
		return kept, err
	}
	return o.cfg.Files.Keep(order, name, f.Name())
}

// OpenAttachment opens a file of an order that whoever asks may read.
func (o *Orders) OpenAttachment(ctx context.Context, id callcenter.ID, name string) (a Attachment, content *recordings.Reader, err error) {
	err = o.within(ctx, "open attachment", func(ctx context.Context, tx pgx.Tx) error {
		files, err := readAttachments(ctx, tx, id)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(files, func(f Attachment) bool { return f.Name == name && !f.Deleted })
		if i < 0 {
			return callcenter.Errorf(callcenter.NotFound, "没有这个附件,或不归您查看")
		}
		a = files[i]
		return nil
	})
	if err == nil {
		content, err = o.cfg.Files.Open(id, name)
	}
	return a, content, err
}

func readAttachments(ctx context.Context, tx pgx.Tx, id callcenter.ID) ([]Attachment, error) {
	rows, err := tx.Query(ctx, `SELECT name, type, bytes, sequence, at, deleted_at IS NOT NULL FROM order_attachment WHERE work_order = $1 ORDER BY sequence`, id)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (a Attachment, err error) {
		err = row.Scan(&a.Name, &a.Type, &a.Bytes, &a.Sequence, &a.At, &a.Deleted)
		return a, err
	})
	if list == nil {
		list = []Attachment{}
	}
	return list, err
}

// Sweep deletes the files of orders whose party was forgotten, and says how many. Those
// that lie in another controller's store it leaves to that one.
func (o *Orders) Sweep(ctx context.Context) (deleted int, err error) {
	err = o.within(ctx, "delete attachments", func(ctx context.Context, tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `
			SELECT a.work_order, a.name FROM order_attachment a JOIN work_order w ON w.id = a.work_order JOIN party p ON p.id = w.party
			WHERE a.deleted_at IS NULL AND p.forgotten_at IS NOT NULL AND a.store = $1 LIMIT 500`, o.cfg.Name)
		if err != nil {
			return err
		}
		type file struct {
			Order callcenter.ID
			Name  string
		}
		files, err := pgx.CollectRows(rows, pgx.RowToStructByPos[file])
		if err != nil {
			return err
		}
		for _, f := range files {
			if err := o.cfg.Files.Remove(f.Order, f.Name); err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `UPDATE order_attachment SET deleted_at = now() WHERE work_order = $1 AND name = $2`, f.Order, f.Name); err != nil {
				return err
			}
			deleted++
		}
		return nil
	})
	return deleted, err
}
