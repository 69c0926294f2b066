package config

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"hotline/callcenter"
)

// complete writes a configuration, and secrets beside it which the environment names.
func complete(t *testing.T, text string) (path string, environ []string) {
	t.Helper()
	folder := t.TempDir()
	cfg := Default()
	for f := range fields(&cfg) {
		if !strings.HasSuffix(f.name, "_file") {
			continue
		}
		if err := os.WriteFile(filepath.Join(folder, f.key()), []byte(strings.Repeat("ab", 32)+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		environ = append(environ, f.env()+"="+f.key())
	}
	path = filepath.Join(folder, "hotline.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path, environ
}

func TestExampleEqualsDefaults(t *testing.T) {
	raw, err := os.ReadFile("../../../deploy/hotline.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	if string(raw) != Default().TOML() {
		t.Error("deploy/hotline.example.toml is not what the defaults say: make example")
	}
	got, faults := parse(string(raw), nil)
	if len(faults) > 0 || !reflect.DeepEqual(got, Default()) {
		t.Errorf("the example reads as something else than the defaults: %v", faults)
	}
	if faults := got.faults(); len(faults) > 0 {
		t.Errorf("the defaults are faulty: %v", faults)
	}
}

func TestAnEmptyFileIsTheDefaults(t *testing.T) {
	got, faults := parse("", nil)
	if len(faults) > 0 || !reflect.DeepEqual(got, Default()) {
		t.Errorf("faults %v", faults)
	}
}

func TestAllFaultsAtOnce(t *testing.T) {
	path, environ := complete(t, `
[center]
name = "Leshan!"
area_code = "0833"
numbers = ["12348", "abc"]
[http]
listen = "nowhere"
[call]
notice = false
ringg = 3
[timers]
ring = "-1s"
[menu]
default = "nobody"
[[menu.choice]]
key = "1"
topic = "consult"
[[menu.choice]]
key = "1"
topic = "missing"
[[topic]]
name = "consult"
title = ""
language = "en"
[[topic.steps]]
after = "5s"
require = [{ skill = "Bad Name", level = 101 }]
[[topic.steps]]
after = "5s"
[[reserve]]
skill = "yi"
keep = 0
`)
	_, err := Load(path, append(environ, "HOTLINE_TIMERS_WRAP_UP=soon", "HOTLINE_HTTP_LISTENN=x", "HOTLINE_HOME=/x"))
	if !callcenter.Is(err, callcenter.Invalid) {
		t.Fatalf("Load: %v, want Invalid", err)
	}
	for _, want := range []string{
		"center.name=", "center.area_code=", `"abc"`, "http.listen=", "个人信息保护法", "call.ringg",
		"timers.ring=", `默认主题 "nobody"`, `按键 "1" 出现了两次`, `主题 "missing" 不存在`, "没有名称(topics[0].title)",
		`语言 "en"`, "第一步应从", "第 2 步的", `技能 "yi" 没有主题要求`, "人数 0", `"Bad Name"`, "等级 101",
		"HOTLINE_TIMERS_WRAP_UP", "HOTLINE_HTTP_LISTENN",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("not told: %s", want)
		}
	}
	if strings.Contains(err.Error(), "HOTLINE_HOME") {
		t.Error("HOTLINE_HOME belongs to the stack and is no fault")
	}
	if t.Failed() {
		t.Log(err)
	}
}

func TestEnvironmentWinsOverFile(t *testing.T) {
	path, environ := complete(t, "[http]\nlisten = \"127.0.0.1:1\"\n[call]\nrate = true\n")
	cfg, err := Load(path, append(environ,
		"HOTLINE_HTTP_LISTEN=127.0.0.1:2", "HOTLINE_CALL_RATE=false",
		"HOTLINE_CENTER_NUMBERS=12348,083312348", "HOTLINE_TIMERS_RING=7s", "HOTLINE_ASTERISK_PARALLEL=9",
	))
	if err != nil {
		t.Fatal(err)
	}
	if cfg.HTTP.Listen != "127.0.0.1:2" || cfg.Call.Rate || cfg.Timers.Ring != 7*time.Second || cfg.Asterisk.Parallel != 9 ||
		!reflect.DeepEqual(cfg.Center.Numbers, []string{"12348", "083312348"}) {
		t.Errorf("environment not taken: %+v", cfg)
	}
	if want := filepath.Join(filepath.Dir(path), "keys.party_file"); cfg.Keys.PartyFile != want {
		t.Errorf("party_file %q, want it beside the configuration: %q", cfg.Keys.PartyFile, want)
	}
}

func TestSecretsAreCheckedAndNeverPrinted(t *testing.T) {
	path, environ := complete(t, "[redis]\nurl = \"redis://:hunter2@127.0.0.1/0\"\n")
	secret := filepath.Join(filepath.Dir(path), "keys.index_file")
	if err := os.Chmod(secret, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(filepath.Dir(path), "asterisk.password_file")); err != nil {
		t.Fatal(err)
	}
	_, err := Load(path, environ)
	if err == nil {
		t.Fatal("loaded in spite of it all")
	}
	for _, want := range []string{"redis.url 里写了密码", "keys.index_file", "chmod 600", "asterisk.password_file"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("not told: %s in %v", want, err)
		}
	}
	cfg := Default()
	cfg.Redis.URL = "redis://:hunter2@127.0.0.1/0"
	if strings.Contains(err.Error()+cfg.TOML(), "hunter2") {
		t.Error("a password is printed")
	}
}

func TestAddressTakesThePasswordFromItsFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("p@ss/word\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := Postgres{URL: "postgres://hotline@127.0.0.1/hotline", PasswordFile: file}.Address()
	if want := "postgres://hotline:p%40ss%2Fword@127.0.0.1/hotline"; err != nil || got != want {
		t.Errorf("Address() = %q, %v, want %q", got, err, want)
	}
}
