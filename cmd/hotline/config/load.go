package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/BurntSushi/toml"

	"hotline/callcenter"
)

// Load reads a configuration file and the environment (as os.Environ gives it) and
// names all faults at once.
func Load(path string, environ []string) (Config, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return Config{}, callcenter.Errorf(callcenter.NotFound, "配置文件读不了: %w", err)
	}
	cfg, faults := parse(string(raw), environ)
	cfg.resolve(filepath.Dir(path))
	faults = append(faults, cfg.faults()...)
	faults = append(faults, cfg.fileFaults()...)
	if len(faults) > 0 {
		return Config{}, callcenter.Errorf(callcenter.Invalid, "配置文件 %s 有 %d 处错误:\n  - %s", path, len(faults), strings.Join(faults, "\n  - "))
	}
	return cfg, nil
}

// parse puts a file and the environment over the defaults.
func parse(text string, environ []string) (Config, []string) {
	cfg := Default()
	// A list in the file replaces ours; without this its items would be laid over our first ones.
	lists := Config{}
	if _, err := toml.Decode(text, &lists); err == nil {
		if lists.Topics != nil {
			cfg.Topics = nil
		}
		if lists.Outside != nil {
			cfg.Outside = nil
		}
		if lists.Menu.Choices != nil {
			cfg.Menu.Choices = nil
		}
	}
	var faults []string
	meta, err := toml.Decode(text, &cfg)
	if parseErr, ok := errors.AsType[toml.ParseError](err); ok {
		faults = append(faults, fmt.Sprintf("第 %d 行:%s", parseErr.Position.Line, parseErr.Message))
	} else if err != nil {
		faults = append(faults, err.Error())
	}
	for _, key := range meta.Undecoded() {
		faults = append(faults, fmt.Sprintf("不认识的项 %s:请检查拼写,或删掉它", key))
	}
	return cfg, append(faults, override(&cfg, environ)...)
}

// override lays the environment over the fields. A variable that starts like a
// section of ours but names no field is a typo, and nobody would notice it.
func override(cfg *Config, environ []string) []string {
	byEnv := map[string]field{}
	for f := range fields(cfg) {
		byEnv[f.env()] = f
	}
	var faults []string
	for _, variable := range environ {
		name, value, _ := strings.Cut(variable, "=")
		if f, ok := byEnv[name]; ok {
			if err := f.set(value); err != nil {
				faults = append(faults, fmt.Sprintf("环境变量 %s:%v", name, err))
			}
			continue
		}
		for _, s := range sections() {
			if strings.HasPrefix(name, strings.ToUpper("hotline_"+s.name+"_")) {
				faults = append(faults, fmt.Sprintf("环境变量 %s 不对应任何配置项", name))
			}
		}
	}
	return faults
}

// resolve makes file names absolute, from the folder of the configuration file.
func (c *Config) resolve(folder string) {
	for f := range fields(c) {
		path, isText := f.value.Interface().(string)
		if isText && f.isPath() && path != "" && !filepath.IsAbs(path) {
			f.value.SetString(filepath.Join(folder, path))
		}
	}
}

// isPath tells files and folders by how their default is written.
func (f field) isPath() bool { return strings.HasPrefix(f.fallback, "/") }
