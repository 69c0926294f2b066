package foldtest

import (
	"fmt"
	"time"

	"pgregory.net/rapid"

	"hotline/callcenter"
)

// entered is what people did with the record of a call: drafts, edits made from any
// revision, and what became of the recordings.
func (d *drawer) entered(names []string) {
	for n := range rapid.IntRange(0, 3).Draw(d.t, "entries") {
		d.wait()
		author := agent(rapid.IntRange(0, 1).Draw(d.t, "author"))
		occurrence := fmt.Sprintf("%s#%d", author, n)
		writing := callcenter.Writing{Summary: rapid.SampledFrom([]string{"", "拖欠工资", "离婚"}).Draw(d.t, "summary")}
		if d.chance(40) {
			d.tell(occurrence, callcenter.ConsultationDrafted{Author: author, Form: d.form()})
		} else {
			d.tell(occurrence, callcenter.ConsultationSaved{
				Author: author, Base: rapid.IntRange(0, n).Draw(d.t, "base"), Form: d.form(),
			})
		}
		d.j.Facts[len(d.j.Facts)-1].Writing = writing
	}
	if d.chance(15) {
		d.tell("1001#r", callcenter.AbuseReported{Author: "1001", Kind: "abuse"})
	}
	if d.chance(15) {
		d.tell("1001#n", callcenter.NuisanceExplained{Author: "1001"})
		d.tell("1001#b", callcenter.BlockProposed{Author: "1001", Reason: "abuse", Days: 7})
		until := d.now.Add(100 * time.Hour)
		if d.chance(30) {
			until = time.Time{}
		}
		d.tell("2001#b", callcenter.BlockDecided{Author: "2001", Until: until})
	}
	if d.chance(20) {
		d.tell("1002#k", callcenter.CallBackTaken{Agent: "1002"})
		d.tell("t", callcenter.CallBackTried{Agent: "1002", Cause: callcenter.CauseNoAnswer})
		d.tell("1002#e", callcenter.CallBackSettled{Author: "1002", Of: "message", Result: "unreachable"})
	}
	for _, name := range names {
		kept := name + ".sealed"
		if d.chance(50) {
			d.tell(kept, callcenter.RecordingStored{Name: kept, Of: name, Bytes: 1000, SHA256: "00"})
		}
		if d.chance(20) {
			d.tell(kept, callcenter.RecordingDeleted{Name: kept, Why: callcenter.DeletedExpired})
		}
	}
	if d.chance(20) {
		d.tell("1001#g", callcenter.GreenChannelSet{Author: "1001", Open: d.chance(80), Reason: "elderly", Until: d.now.Add(240 * time.Hour)})
		d.tell("1001#h", callcenter.RecordingsHeld{Author: "1001", On: d.chance(50), Reason: "lawsuit"})
	}
}

func (d *drawer) form() callcenter.Form {
	pick := func(label string, from ...string) string { return rapid.SampledFrom(from).Draw(d.t, label) }
	f := callcenter.Form{
		DictionaryVersion: 1,
		CallerKinds:       rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"elderly", "woman", "minor"}), 0, 2, rapid.ID).Draw(d.t, "kinds"),
		Region:            pick("region", "", "511102", "511133"), Matter1: "civil", Matter2: pick("matter", "wages", "marriage"),
		ServiceKind: pick("service", "consult", "aid"), Result: pick("result", "answered", "order"),
		Secrecy: pick("secrecy", "", "ordinary", "confidential", "strict"), SpokenLanguage: "cmn",
	}
	if d.chance(30) {
		f.AmountFen = new(rapid.Int64Range(0, 1_000_000).Draw(d.t, "amount"))
	}
	return f
}
