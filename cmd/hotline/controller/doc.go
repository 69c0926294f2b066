// Package controller is one running hotline serve: the place where the domains,
// which do not know each other, meet.
//
// # Posts
//
// A post is one application name in Asterisk with all that serves it: the event
// websocket, the switchboard, the floor of its calls and its hold on the queue.
// A controller always has the post of its own name, and takes the post of a
// controller that is gone as well:
//
//	own post ──(ErrReplaced)──► wait, take it back          a peer thought us dead
//	peer's pulse silent ──► adopted post ──(ErrReplaced)──► dropped   the peer is back
//	                             └──(no calls left)──► closed
//
// The websocket under the name is the lease. Whoever opens it last has the calls;
// whoever lost it sends nothing more for them. A wrong guess about a peer's death
// therefore moves calls, and harms none.
//
// # The owner port
//
// Every verb on a call goes to Owner.Command: the local floor that has the call,
// or the controller whose application it is in, by a signed request.
// A recording in another controller's store is borrowed from it the same way, sealed.
//
// # What is left over
//
// Nobody may be held by a call that is nowhere. After each survey the calls that the
// journal holds open and Asterisk does not have are ended (bury.go), and every ten
// seconds what the queue holds for an application is compared with its floor (tidy.go).
// A caller the dialplan has, because no controller took him or the guard gave up, ends
// by the note it leaves (messages.go).
//
// One call can be missed: claimed within the five milliseconds before the local log is
// synced and the process killed, its caller hanging up before anybody adopts it. No fact
// of it is durable and no line of it is left. Asterisk's CDR has it, and the night's
// recount makes its record (records.RecountDay).
//
// # The stop
//
// Calls outlive the controller, so the stop is short: no more requests are taken,
// no new call is claimed, requests under way end, the posts end without touching a
// line, the journal is flushed, and the stores are closed.
package controller
