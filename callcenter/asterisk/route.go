package asterisk

import "strings"

// route is a path with its ids taken out, for metrics and errors: an id of a
// channel never becomes a label.
func route(path string) string {
	parts := strings.Split(path, "/")
	switch {
	case len(parts) > 2 && parts[1] != "asterisk" && parts[1] != "events":
		parts[2] = "{id}"
		if len(parts) > 4 {
			parts[4] = "{id}"
		}
	}
	return strings.Join(parts, "/")
}
