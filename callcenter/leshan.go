package callcenter

import "time"

// Leshan is the time zone of days, hours and everything shown. It is an offset, not a
// name: China has had no summer time since 1991, and a machine may lack the zone's file.
func Leshan() *time.Location { return time.FixedZone("Asia/Shanghai", 8*60*60) }
