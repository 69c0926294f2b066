package controller

import "hotline/records"

// Undriven is a controller whose parts are all missing: its pages can be described
// and none can be used.
func Undriven() *Controller {
	return &Controller{parts: &parts{records: &records.Records{}}, crew: &crew{}}
}
