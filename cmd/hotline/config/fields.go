package config

import (
	"fmt"
	"iter"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// field is one scalar or list of texts inside a section.
type field struct {
	section, name     string
	fallback, comment string
	value             reflect.Value
}

func (f field) key() string { return f.section + "." + f.name }

func (f field) env() string { return strings.ToUpper("hotline_" + f.section + "_" + f.name) }

// section is one table of the file.
type section struct{ name, comment string }

// fields walks the sections of cfg in the order they are written.
func fields(cfg *Config) iter.Seq[field] {
	return func(yield func(field) bool) {
		root := reflect.ValueOf(cfg).Elem()
		for i := range root.NumField() {
			tag, at := root.Type().Field(i).Tag, root.Field(i)
			if tag.Get("comment") == "" { // menu and topics are lists, not settings
				continue
			}
			for j := range at.NumField() {
				inner := at.Type().Field(j).Tag
				f := field{tag.Get("toml"), inner.Get("toml"), inner.Get("default"), inner.Get("comment"), at.Field(j)}
				if !yield(f) {
					return
				}
			}
		}
	}
}

func sections() []section {
	var all []section
	root := reflect.TypeFor[Config]()
	for i := range root.NumField() {
		if tag := root.Field(i).Tag; tag.Get("comment") != "" {
			all = append(all, section{tag.Get("toml"), tag.Get("comment")})
		}
	}
	return all
}

// set reads a value as the environment and the default tags write it.
func (f field) set(text string) error {
	switch target := f.value.Addr().Interface().(type) {
	case *string:
		*target = text
	case *[]string:
		*target = strings.Split(text, ",")
	case *time.Duration:
		d, err := time.ParseDuration(text)
		if err != nil {
			return fmt.Errorf("%q 不是时长,应如 20s、5m", text)
		}
		*target = d
	case *int:
		n, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("%q 不是整数", text)
		}
		*target = n
	case *bool:
		b, err := strconv.ParseBool(text)
		if err != nil {
			return fmt.Errorf("%q 应为 true 或 false", text)
		}
		*target = b
	default:
		return fmt.Errorf("类型 %s 无法设置", f.value.Type())
	}
	return nil
}

// toml is the value as the file writes it.
func (f field) toml() string {
	switch v := f.value.Interface().(type) {
	case string:
		return strconv.Quote(v)
	case []string:
		return quoteList(v)
	case time.Duration:
		return strconv.Quote(short(v))
	default:
		return fmt.Sprint(v)
	}
}

func quoteList(texts []string) string {
	quoted := make([]string, len(texts))
	for i, t := range texts {
		quoted[i] = strconv.Quote(t)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// short writes 15m where Duration.String writes 15m0s.
func short(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}
