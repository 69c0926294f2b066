package stack

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
	"text/template"

	"hotline/deploy"
)

// render writes one file of deploy with its ports and paths filled in. Most hold a
// password, so each is for its owner alone.
func render(name, target string, data any) error {
	raw, err := deploy.Files.ReadFile(name)
	if err != nil {
		return fmt.Errorf("template %s: %w", name, err)
	}
	if strings.HasSuffix(name, ".tmpl") {
		tmpl, err := template.New(path.Base(name)).Option("missingkey=error").Parse(string(raw))
		if err != nil {
			return fmt.Errorf("template %s: %w", name, err)
		}
		var out bytes.Buffer
		if err := tmpl.Execute(&out, data); err != nil {
			return fmt.Errorf("template %s: %w", name, err)
		}
		raw = out.Bytes()
	}
	if err := os.WriteFile(target, raw, 0o600); err != nil {
		return fmt.Errorf("template %s: %w", name, err)
	}
	return nil
}

// renderAll renders every template directly in folder.
func renderAll(folder, target string, data any) error {
	names, err := fs.Glob(deploy.Files, folder+"/*.tmpl")
	if err != nil {
		return fmt.Errorf("templates %s: %w", folder, err)
	}
	for _, name := range names {
		if err := render(name, path.Join(target, trimTemplate(path.Base(name))), data); err != nil {
			return err
		}
	}
	return nil
}

func trimTemplate(name string) string { return strings.TrimSuffix(name, ".tmpl") }
