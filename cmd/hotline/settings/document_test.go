package settings

import (
	"reflect"
	"testing"
	"time"

	"hotline/callcenter"
	"hotline/cmd/hotline/config"
)

// TestNothingIsLostOnThePage: what is set goes to the page and comes back whole, also a
// field that somebody adds and forgets here.
func TestNothingIsLostOnThePage(t *testing.T) {
	t.Parallel()
	var full config.Settings
	fill(reflect.ValueOf(&full).Elem())
	for name, s := range map[string]config.Settings{"full": full, "default": config.Default().Settings} {
		got := documentOf(s).settings()
		if s.Hours == nil { // the page writes none as an empty list
			s.Hours, s.Reserve = []callcenter.Hours{}, []callcenter.Reserve{}
		}
		if !reflect.DeepEqual(got, s) {
			t.Errorf("%s settings come back as\n%+v\nwant\n%+v", name, got, s)
		}
	}
	if len(config.Default().Faults()) > 0 {
		t.Errorf("the defaults are faulty: %v", config.Default().Faults())
	}
}

// fill gives every field a value that is none of its zeroes.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fill(v.Index(i))
		}
	case reflect.String:
		v.SetString("x")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int64: // a duration
		v.SetInt(int64(7 * time.Second))
	default:
		v.SetInt(7)
	}
}
