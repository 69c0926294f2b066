package main

import (
	"os/exec"
	"strings"
	"testing"
)

// law lists what each package of ours may import of ours, and why no more.
// A package inside a listed one obeys the same law; it may also import its own
// domain.
var law = []struct{ pkg, may, because string }{
	{"hotline/callcenter/asterisk", "hotline/callcenter", "the wire carries calls without knowing what a call does"},
	{"hotline/callcenter/switchboard", "hotline/callcenter hotline/callcenter/asterisk", "it says verbs in Asterisk's words, and knows no flow that uses them"},
	{"hotline/callcenter/hub", "hotline/callcenter", "what screens are shown decides nothing and knows nobody"},
	{"hotline/callcenter/flow", "hotline/callcenter", "one call can be told and tested without Asterisk, Redis or Postgres"},
	{"hotline/callcenter", "", "the nouns are the floor of the house"},
	{"hotline/queue", "hotline/callcenter", "who waits does not depend on who signs in or what is kept"},
	{"hotline/agents", "hotline/callcenter", "people and their presence outlive any queue"},
	{"hotline/records", "hotline/callcenter", "what is kept must be readable in ten years without what made it"},
	{"hotline/deploy", "", "it carries files and runs nothing"},
	{"hotline/deploy", "", "files to install, which know no program"},
	{"hotline/cmd/callsim", "hotline/deploy", "the simulator must be able to measure any other system"},
	{"hotline/cmd/hotline", "hotline/callcenter hotline/queue hotline/agents hotline/records hotline/deploy", "here they meet"},
}

func TestImportLaw(t *testing.T) {
	cmd := exec.Command("go", "list", "-f", `{{.ImportPath}}|{{join .Imports " "}}`, "hotline/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		pkg, imports, _ := strings.Cut(strings.TrimSpace(line), "|")
		rule := -1
		for i := range law {
			if within(pkg, law[i].pkg) {
				rule = i
				break
			}
		}
		if rule < 0 {
			t.Errorf("%s stands outside the house: no law names it", pkg)
			continue
		}
		for imp := range strings.FieldsSeq(imports) {
			checkImport(t, pkg, imp, rule)
		}
	}
}

func checkImport(t *testing.T, pkg, imp string, rule int) {
	l := law[rule]
	if within(l.pkg, "hotline/callcenter") && l.pkg == "hotline/callcenter" && strings.Contains(imp, ".") {
		t.Errorf("%s imports %s: the nouns know the standard library alone", pkg, imp)
	}
	if !within(imp, "hotline") || within(imp, l.pkg) && l.pkg != "hotline/callcenter" {
		return
	}
	for may := range strings.FieldsSeq(l.may) {
		exact := may == "hotline/callcenter" && l.pkg != "hotline/cmd/hotline"
		if imp == may || !exact && within(imp, may) {
			return
		}
	}
	t.Errorf("%s imports %s, which is against the law: %s", pkg, imp, l.because)
}

func within(pkg, folder string) bool { return pkg == folder || strings.HasPrefix(pkg, folder+"/") }
