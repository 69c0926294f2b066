// Package switchboard is Asterisk as verbs: answer a line, say something to it,
// ring an agent, join two lines, record, hang up.
//
// # Who knows what
//
// Asterisk is the authority for which lines exist and where they are; this
// package keeps nothing that cannot be read again from it. A call's id is derived
// from its caller's line, an agent's line is named by its promise's token, a bridge
// by its call, so events find their call without a table, also after a restart:
//
//	line   sw1-1795446257.0                        a caller: CallIDOf(line)
//	line   <place>.<attempt>.<nonce>                an agent's: the token
//	line   <place>.0.outside<n>                     an outside number's, brought into a call
//	line   <call>.back.<try>                        a caller's whom we dialled
//	bridge <call>
//	variable HOTLINE_CALL   on a caller's line      callcenter.Memory as JSON
//	variable HOTLINE_LEG    on a leg's line         what its promise said of him, or which number it is
//
// # A line's life
//
//	caller  (offered) ── claim ──► Arrive ──► … ──► LineGone
//	dialled Dial ──► [LineRinging] ──► [LineAnswered] ──► LineGone
//	agent   Ring ──► [LineRinging] ──► [LineAnswered] ──► LineGone
//
// LineGone comes exactly once per line: from StasisEnd when the line was
// ours, from ChannelDestroyed with its cause when it never answered.
//
// # Promises
//
// Verbs may be repeated: what is already so is a success. After a reconnect
// phones are listed again and Resync is told, before any later event.
package switchboard
