// Package config is the one configuration of the hotline: a TOML file, then the
// environment over it. Each field's name, default and comment stand in one place,
// its struct tag; deploy/hotline.example.toml is written from them.
//
// The environment overrides a field of a section as HOTLINE_SECTION_FIELD
// (HOTLINE_HTTP_LISTEN). Secrets are never in the file: it names files that hold
// them, relative names being relative to the configuration file.
//
// Load names every fault of a configuration at once, in Chinese: a typo must not be
// found one restart at a time.
package config
