package main

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"hotline/callcenter"
	"hotline/cmd/hotline/config"
	"hotline/records"
)

// emptyDatabase points the configuration at another database, with nothing in it.
func emptyDatabase(t *testing.T) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), os.Getenv("HOTLINE_TEST_POSTGRES"))
	if err != nil {
		t.Fatal(err)
	}
	name := "restore_" + strings.ReplaceAll(callcenter.NewID(time.Now()).String(), "-", "")
	if _, err := conn.Exec(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := conn.Exec(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Error(err)
		}
		_ = conn.Close(context.Background())
	})
	address, err := url.Parse(os.Getenv("HOTLINE_POSTGRES_URL"))
	if err != nil {
		t.Fatal(err)
	}
	address.Path = "/" + name
	t.Setenv("HOTLINE_POSTGRES_URL", address.String())
}

// counted are the hashes of what is counted: everything folded but the words.
func counted(t *testing.T, r *records.Reads) string {
	t.Helper()
	all, err := r.Hashes(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all = slices.DeleteFunc(all, func(h records.TableHash) bool {
		return slices.Contains([]string{"consultation_text", "consultation_secret", "consultation_search"}, h.Table)
	})
	return fmt.Sprint(all)
}

// A backup brings back what there was; who was forgotten after it stays forgotten; and
// no figure differs, before, after, or restored.
func TestForgettingOutlivesARestore(t *testing.T) {
	f := newFloor(t, everyRole()...)
	secrets := filepath.Join(filepath.Dir(os.Getenv("HOTLINE_TEST_RUN")), "secrets")
	t.Setenv("HOTLINE_POSTGRES_OWNER_PASSWORD_FILE", filepath.Join(secrets, "postgres-hotline_owner-password"))
	t.Setenv("HOTLINE_POSTGRES_BACKUP_PASSWORD_FILE", filepath.Join(secrets, "postgres-hotline_backup-password"))
	form := callcenter.Form{DictionaryVersion: 1, Region: "511111", Secrecy: "ordinary"}
	call := f.call("13800001111", "duty", form, callcenter.Writing{Summary: "拖欠工资", Answer: "申请仲裁"})
	kept := f.call("13800002222", "duty", form, callcenter.Writing{Summary: "离婚", Answer: "协议"})
	before := counted(t, f.c.Records().Reads)

	file := filepath.Join(t.TempDir(), "hotline.toml")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := runBackup(t.Context(), []string{"-config", file, "-keys", filepath.Join(folder, "keys"), folder}); err != nil {
		t.Fatal(err)
	}
	path := "/api/calls/" + call.String() + "/party"
	for _, who := range []string{"duty", "affairs", "auditor", "admin"} {
		if status, body := f.ask("DELETE", path+"?reason=xx", f.signIn(who), nil); status != 403 {
			t.Errorf("%s forgets: %d %s", who, status, body)
		}
	}
	if status, body := f.ask("DELETE", path+"?reason=%E6%9C%AC%E4%BA%BA%E8%A6%81%E6%B1%82", f.signIn("manager"), nil); status != 204 {
		t.Fatalf("%d %s", status, body)
	}
	if _, body := f.ask("GET", "/api/consultations/"+call.String(), f.signIn("manager"), nil); strings.Contains(body, "工资") {
		t.Errorf("still told: %s", body)
	}
	if after := counted(t, f.c.Records().Reads); after != before {
		t.Errorf("forgetting changed figures:\n%s\n%s", before, after)
	}

	emptyDatabase(t)
	t.Setenv("HOTLINE_RECORDINGS_DIR", filepath.Join(t.TempDir(), "sounds"))
	if err := runRestore(t.Context(), []string{"-config", file, "-keys", filepath.Join(folder, "keys"), folder}); err != nil {
		t.Fatal(err)
	}
	err := withReads(t.Context(), file, func(r *records.Reads, _ config.Config) error {
		if restored := counted(t, r); restored != before {
			t.Errorf("a restore changed figures:\n%s\n%s", before, restored)
		}
		for call, want := range map[callcenter.ID]string{call: "已遗忘", kept: "138****2222"} {
			story, err := r.Story(t.Context(), call)
			if err != nil || story.Number != want {
				t.Errorf("restored %s: %q, %v", call, story.Number, err)
			}
		}
		sheet, err := r.Sheet(t.Context(), call, "duty")
		if err != nil || sheet.Writing != (callcenter.Writing{}) {
			t.Errorf("restored: %+v, %v", sheet.Writing, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}
