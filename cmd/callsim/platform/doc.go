// Package platform plays the city's 12345 hotline, the side of it that 12348 sees.
//
// By phone: it stands at its own trunk of the hotline (registered with its password), takes
// the callers an agent sends it, hands citizens over, holds them, and moves them on by
// REFER or re-INVITE. What it says of a citizen travels in the headers of deploy/12345.
//
//	12348 ──INVITE, X-12345-Order, User-to-User──► platform: rings, answers, talks
//	12348 ◄─INVITE, P-Asserted-Identity, …──────── platform: a citizen is handed over
//	12348 ◄─REFER──────────────────────────────── platform: whom it talks with goes elsewhere
//
// It knows the hotline by the wire alone, so it can stand beside any.
package platform
