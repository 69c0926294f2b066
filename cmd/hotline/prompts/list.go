package prompts

import (
	"context"
	"time"

	"hotline/callcenter"
)

// Entry is one prompt in one language as an administrator sees it.
type Entry struct {
	Language callcenter.Language `json:"language" doc:"zh 普通话,ii 彝语"`
	Prompt   callcenter.Prompt   `json:"prompt" doc:"代号"`
	Text     string              `json:"text" doc:"普通话的原文,照着录"`
	Heard    int                 `json:"heard" doc:"来电者听到的是第几版录音;0 是系统自带的声音"`
	StandIn  bool                `json:"stand_in" doc:"有系统自带的声音"`
	Missing  bool                `json:"missing" doc:"这种语言没有声音:来电者会听到普通话,并告警"`
	Versions []VersionEntry      `json:"versions" nullable:"false" doc:"录过的各版,新的在前"`
}

// VersionEntry is a recording.
type VersionEntry struct {
	Version int                `json:"version" doc:"第几版"`
	SavedAt time.Time          `json:"saved_at" doc:"何时"`
	SavedBy callcenter.AgentID `json:"saved_by" doc:"谁录的"`
	Source  Source             `json:"source" enum:"upload,browser,phone" doc:"上传、浏览器录制、话机录制"`
	Millis  int64              `json:"millis" doc:"长度,毫秒"`
}

// List is every prompt in every language in which callers may hear it, and why nothing
// could be laid down here, if so.
func (k *Keeper) List(ctx context.Context) (entries []Entry, fault string, err error) {
	list, heard, err := k.store.all(ctx)
	if err != nil {
		return nil, "", err
	}
	versions := map[Name][]VersionEntry{}
	for _, r := range list {
		versions[r.Name] = append(versions[r.Name], VersionEntry{r.Version, r.SavedAt, r.SavedBy, r.Source, r.Length.Milliseconds()})
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, l := range k.table {
		if !spoken(l.Text) {
			continue
		}
		for _, language := range languages() {
			name := Name{language, l.Prompt}
			if language != callcenter.Mandarin && mandarinOnly(l.Prompt) {
				continue
			}
			there := len(k.folder.files(name)) > 0
			e := Entry{
				Language: language, Prompt: l.Prompt, Text: l.Text, Heard: heard[name], Versions: versions[name],
				StandIn: len(k.folder.standins(name)) > 0 || there && k.laid[name] == 0, Missing: !there,
			}
			if e.Versions == nil {
				e.Versions = []VersionEntry{}
			}
			entries = append(entries, e)
		}
	}
	return entries, k.folder.writable(), nil
}
