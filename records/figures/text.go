package figures

import "fmt"

// Text is a figure as it is read, wherever it is printed; what there is none of is a dash.
func Text(v *float64, unit Unit) string {
	switch {
	case v == nil:
		return "—"
	case unit == Share:
		return fmt.Sprintf("%.2f %%", *v*100)
	case unit == Millis:
		return fmt.Sprintf("%.1f 秒", *v/1000)
	case unit == Fen:
		return fmt.Sprintf("%.2f 元", *v/100)
	}
	return fmt.Sprintf("%.0f", *v)
}
