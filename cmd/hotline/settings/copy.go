package settings

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"hotline/cmd/hotline/config"
)

// copyName is beside the local log: what a controller starts with when Postgres is away.
const copyName = "settings.json"

// Copy reads what this machine last took; the zero Version if nothing was ever saved.
func Copy(cfg config.Config) (v Version, err error) {
	raw, err := os.ReadFile(filepath.Join(cfg.Journal.Dir, copyName))
	if errors.Is(err, fs.ErrNotExist) {
		return v, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, &v)
	}
	if err != nil {
		return Version{}, fmt.Errorf("local copy of settings: %w", err)
	}
	return v, nil
}

// Over is the configuration as it holds on this machine: over the file's settings those
// of the local copy. The zero Version: nothing was ever saved, or the copy is damaged.
func Over(cfg config.Config) (config.Config, Version, error) {
	saved, err := Copy(cfg)
	if saved.Number > 0 {
		cfg.Settings = saved.Settings
	}
	return cfg, saved, err
}

// keep replaces the copy whole, so that a crash leaves the old one or the new one.
func keep(folder string, v Version) (err error) {
	raw, err := json.MarshalIndent(v, "", "\t")
	if err != nil {
		return fmt.Errorf("local copy of settings: %w", err)
	}
	path := filepath.Join(folder, copyName)
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("local copy of settings: %w", err)
	}
	_, err = f.Write(raw)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(path+".new", path)
	}
	if err != nil {
		return fmt.Errorf("local copy of settings: %w", err)
	}
	return nil
}
