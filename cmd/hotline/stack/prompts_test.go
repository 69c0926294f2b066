package stack

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"

	"hotline/callcenter"
	"hotline/cmd/hotline/prompts"
)

func TestEveryPromptHasAMandarinText(t *testing.T) {
	t.Parallel()
	table, err := prompts.Table()
	if err != nil {
		t.Fatal(err)
	}
	texts := map[callcenter.Prompt]string{}
	for _, l := range table {
		if l.Language == callcenter.Mandarin {
			if texts[l.Prompt] != "" {
				t.Errorf("%s stands twice in prompts.tsv", l.Prompt)
			}
			texts[l.Prompt] = l.Text
		} else {
			t.Errorf("%s in %s: no synthetic voice speaks it", l.Prompt, l.Language)
		}
	}
	for _, prompt := range declaredPrompts(t) {
		if texts[prompt] == "" {
			t.Errorf("%s has no text in prompts.tsv", prompt)
		}
	}
	for d := byte('0'); d <= '9'; d++ {
		if texts[callcenter.DigitPrompt(d)] == "" {
			t.Errorf("%s has no text in prompts.tsv", callcenter.DigitPrompt(d))
		}
	}
}

// declaredPrompts reads the constants themselves, so that a new prompt cannot be forgotten here.
func declaredPrompts(t *testing.T) []callcenter.Prompt {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../../callcenter/prompt.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var declared []callcenter.Prompt
	ast.Inspect(file, func(n ast.Node) bool {
		spec, is := n.(*ast.ValueSpec)
		if !is {
			return true
		}
		if kind, named := spec.Type.(*ast.Ident); !named || kind.Name != "Prompt" {
			return true
		}
		for _, value := range spec.Values {
			text, err := strconv.Unquote(value.(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			declared = append(declared, callcenter.Prompt(text))
		}
		return true
	})
	if len(declared) == 0 {
		t.Fatal("no prompts found in callcenter/prompt.go")
	}
	return declared
}
