// Package ledger is the order side of the 12345 platform that callsim plays: its own store
// of orders, the messages of deploy/12345 both ways, and faults on demand. It was written
// from the contract alone and shares no line with the hotline, so it finds out whether the
// contract says enough.
//
// The store is one file of JSON lines, each written before anything is answered: a platform
// that was killed goes on where it was.
package ledger
