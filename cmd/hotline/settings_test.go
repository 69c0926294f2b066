package main

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/zap"

	"hotline/cmd/hotline/config"
	"hotline/cmd/hotline/controller"
	"hotline/cmd/hotline/settings"
)

// document is an answer that tests change and send back.
type document map[string]any

func (f *floor) get(path, token string) document {
	f.t.Helper()
	status, body := f.ask("GET", path, token, nil)
	d := document{}
	if err := json.Unmarshal([]byte(body), &d); err != nil || status != http.StatusOK {
		f.t.Fatalf("GET %s: %d %s", path, status, body)
	}
	return d
}

func (d document) in(keys ...string) document {
	for _, key := range keys {
		d = d[key].(map[string]any)
	}
	return d
}

func (d document) at(key string, i int) document { return d[key].([]any)[i].(map[string]any) }

func (f *floor) until(what string, so func() bool) {
	f.t.Helper()
	for deadline := time.Now().Add(time.Minute); !so(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			f.t.Fatalf("not within a minute: %s", what)
		}
	}
}

// What an administrator saves holds here at once and on another controller soon, wins
// over the file, survives a start without Postgres, and stands in the audit.
func TestSettingsAreSavedOnThePage(t *testing.T) {
	f := newFloor(t, everyRole()...)
	admin := f.signIn("admin")
	other := f.another()

	d := f.get("/api/settings", admin)
	if d["version"] != 0.0 || d["saved_by"] != nil {
		t.Fatalf("before anybody saved: %v", d)
	}
	s := d.in("settings")
	s.in("menu").at("choices", 0)["key"] = "7"
	s.at("topics", 0)["title"] = "法律咨询台"
	s.at("topics", 0)["hours"] = "office"
	day := []any{"09:00-17:00"}
	s["hours"] = []any{map[string]any{
		"name": "office", "title": "工作时间", "week": []any{day, day, day, day, day, []any{}, []any{}},
		"exceptions": []any{map[string]any{"from": "2026-10-01", "to": "2026-10-07", "title": "国庆节", "open": []any{}}},
	}}
	s["outside"] = append(s["outside"].([]any), map[string]any{"name": "bureau", "title": "市司法局", "number": "08332440000", "emergency": false})
	if status, body := f.ask("PUT", "/api/settings", admin, d); status != http.StatusOK || !strings.Contains(body, `"version":1`) {
		t.Fatalf("save: %d %s", status, body)
	}
	holds := func(c *controller.Controller) bool {
		topics, menu := c.Topics()
		_, there := menu.Topic("7")
		return there && topics[0].Title == "法律咨询台" && topics[0].Hours == "office"
	}
	if !holds(f.c) {
		t.Error("it does not hold where it was saved")
	}
	f.until("the other controller has taken it", func() bool { return holds(other) })
	if _, body := f.ask("GET", "/api/outside", f.signIn("duty"), nil); !strings.Contains(body, "市司法局") {
		t.Errorf("the new number cannot be chosen: %s", body)
	}

	if status, body := f.ask("PUT", "/api/settings", admin, d); status != http.StatusConflict || !strings.Contains(body, "第 1 版") {
		t.Errorf("the second administrator: %d %s", status, body)
	}
	d["version"] = 1
	s.in("menu").at("choices", 1)["topic"] = "nowhere"
	s.in("menu")["default"] = s.at("topics", 0)["name"]
	s.at("topics", 1)["title"] = ""
	s.at("outside", 0)["number"] = "12"
	status, body := f.ask("PUT", "/api/settings", admin, d)
	if status != http.StatusUnprocessableEntity {
		t.Errorf("faulty: %d %s", status, body)
	}
	for _, at := range []string{"menu.choices[1].topic", "menu.default", "topics[1].title", "outside[0].number"} {
		if !strings.Contains(body, `"body.settings.`+at+`"`) {
			t.Errorf("nothing is said of %s: %s", at, body)
		}
	}
	if !holds(f.c) {
		t.Error("what was refused changed something")
	}

	old := f.get("/api/settings/versions/1", admin)
	if old.in("settings").at("topics", 0)["title"] != "法律咨询台" || len(f.get("/api/settings/versions", admin)["versions"].([]any)) != 1 {
		t.Errorf("version 1: %v", old)
	}
	if _, body := f.ask("GET", "/api/audit", f.signIn("auditor"), nil); !strings.Contains(body, "settings.saved") || !strings.Contains(body, "08332440000") {
		t.Errorf("audit: %s", body)
	}
	saved, err := settings.Copy(f.cfg)
	if err != nil || saved.Number != 1 || saved.Settings.Topics[0].Title != "法律咨询台" {
		t.Errorf("local copy: %+v %v", saved, err)
	}
	if err := f.c.Reload(t.Context(), f.cfg); err != nil || !holds(f.c) {
		t.Errorf("the file won over what was saved: %v", err)
	}
	f.startsWithout()
	var said strings.Builder
	if err := checkConfig(&said, []string{f.file}); err != nil || !strings.Contains(said.String(), "设置页保存的第 1 版(admin,") {
		t.Errorf("checkconfig: %v %s", err, &said)
	}
}

// another is a second controller of the same centre, on its own disk.
func (f *floor) another() *controller.Controller {
	f.t.Helper()
	cfg := f.cfg
	cfg.Controller.Name = "c2"
	cfg.Journal.Dir, cfg.Agents.Dir, cfg.Recordings.Dir, cfg.Asterisk.Sounds = f.t.TempDir(), f.t.TempDir(), f.t.TempDir(), f.t.TempDir()
	f.sounds = cfg.Asterisk.Sounds
	c, err := controller.Open(f.t.Context(), cfg, prometheus.NewRegistry(), zap.NewNop())
	if err != nil {
		f.t.Fatal(err)
	}
	f.run(c)
	return c
}

// startsWithout opens the first controller's disk again while Postgres is away.
func (f *floor) startsWithout() {
	f.t.Helper()
	cfg := f.cfg
	cfg.Postgres.URL = "postgres://hotline@127.0.0.1:1/nowhere"
	cfg.Journal.Dir = f.t.TempDir()
	raw, err := os.ReadFile(filepath.Join(f.cfg.Journal.Dir, "settings.json"))
	if err == nil {
		err = os.WriteFile(filepath.Join(cfg.Journal.Dir, "settings.json"), raw, 0o600)
	}
	if err != nil {
		f.t.Fatal(err)
	}
	keeper := settings.Open(settings.Config{File: cfg, Log: zap.NewNop()})
	if got := keeper.Config(); got.Topics[0].Title != "法律咨询台" || got.HTTP != cfg.HTTP {
		f.t.Errorf("started without Postgres with %v", got.Topics[0])
	}
	if err := os.WriteFile(filepath.Join(cfg.Journal.Dir, "settings.json"), raw[:len(raw)/2], 0o600); err != nil {
		f.t.Fatal(err)
	}
	keeper = settings.Open(settings.Config{File: cfg, Log: zap.NewNop()})
	if got := keeper.Config(); got.Topics[0].Title != config.Default().Topics[0].Title {
		f.t.Errorf("with a damaged copy it started with %v", got.Topics[0])
	}
}

// Dictionaries get a new version; an old record keeps its labels.
func TestDictionariesAreRenewed(t *testing.T) {
	f := newFloor(t, everyRole()...)
	admin := f.signIn("admin")
	d := f.get("/api/dictionaries/versions/0", admin)
	words := d.in("words")
	regions := words["region"].([]any)
	regions[0].(map[string]any)["label"] = "市中心区"
	words["region"] = append(regions, map[string]any{"label": "乐山高新区"})
	words["matter"] = append(words["matter"].([]any), map[string]any{"label": "网络消费", "parent": "civil"})
	for _, list := range words {
		for _, w := range list.([]any) {
			delete(w.(map[string]any), "pinyin")
		}
	}
	sent := map[string]any{"version": 1, "title": "加高新区", "words": words}
	status, body := f.ask("POST", "/api/dictionaries/versions", admin, sent)
	if status != http.StatusCreated {
		t.Fatalf("renew: %d %s", status, body)
	}
	duty := f.signIn("duty")
	_, now := f.ask("GET", "/api/dictionaries", duty, nil)
	for _, want := range []string{`"version":2`, `"key":"le_shan_gao_xin_qu"`, `"pinyin":"le shan gao xin qu"`, "市中心区", `"label":"网络消费"`, `"pinyin":"qian wei xian"`} {
		if !strings.Contains(now, want) {
			t.Errorf("the new version lacks %s", want)
		}
	}
	_, was := f.ask("GET", "/api/dictionaries?version=1", duty, nil)
	if !strings.Contains(was, `"label":"市中区"`) || strings.Contains(was, "乐山高新区") {
		t.Error("the old version was changed")
	}
	if status, body := f.ask("POST", "/api/dictionaries/versions", admin, sent); status != http.StatusConflict {
		t.Errorf("from a version that is no longer the last: %d %s", status, body)
	}
	sent["version"] = 2
	words["secrecy"] = words["secrecy"].([]any)[:2]
	words["region"] = append(words["region"].([]any), map[string]any{"label": "夹江县"}, map[string]any{"label": " "})
	status, body = f.ask("POST", "/api/dictionaries/versions", admin, sent)
	if status != http.StatusUnprocessableEntity || !strings.Contains(body, "严格保密") || !strings.Contains(body, "夹江县 出现了两次") || !strings.Contains(body, `.label"`) {
		t.Errorf("faulty: %d %s", status, body)
	}
	if _, body := f.ask("GET", "/api/audit", f.signIn("auditor"), nil); !strings.Contains(body, "dictionaries.renewed") || !strings.Contains(body, "乐山高新区") {
		t.Errorf("audit: %s", body)
	}
}
