// Package webphone is the server's side of the browser phone: which tab of an agent owns
// it, what the tab needs to register, and the proxy that carries its SIP to Asterisk.
//
//	tab ── POST /api/phone ──► owns the phone, gets name and password
//	tab ── /ws (session, same origin, its tab) ──► proxy ──► Asterisk's websocket on loopback
//
// Asterisk checks no origin and knows no session; the proxy does both. The password is
// that of the agent's shift, the same at every controller.
//
// # Who owns the phone
//
// One tab does. Another is refused until it says that it takes the phone over: then the
// first one's socket is closed, and screens are told whose the phone is. A tab that is
// gone owns nothing: whoever asks next has it.
package webphone
