// Package flow is one call, told in order: welcome, menu, wait, offer, talk, rate,
// finish. call.go tells the story, and each stage has its file.
//
//	           arrives                  adopted: enters where it stands
//	              │
//	        ┌─────▼─────┐
//	        │   menu    │ greet.go, menu.go
//	        └─────┬─────┘ a key, 0, silence, or too many wrong keys
//	        ┌─────▼─────┐  timed out, closed
//	   ┌───►│  waiting  ├────────────────────────┐
//	   │    └─────┬─────┘ wait.go, comfort.go    │
//	   │          │ promised: offer.go           │
//	   │    ┌─────▼─────┐                        │
//	   └────┤ (ringing) │ no answer, rejected,   │
//	declined└─────┬─────┘ unreachable, expired   │
//	              │ answered, accepted, joined: connect.go
//	        ┌─────▼─────┐                        │
//	        │  talking  │ talk.go, hold.go       │
//	        └─────┬─────┘ the agent leaves       │
//	        ┌─────▼─────┐                        │
//	        │  rating   │ rate.go                │
//	        └─────┬─────┘                        │
//	        ┌─────▼─────┐                        │
//	        │  leaving  │◄───────────────────────┘
//	        └─────┬─────┘
//	        finish.go: always, from every stage, also when the caller hangs up
//
// While they talk, the agent can ask others into the call (guest.go): another agent or
// whoever is free for a topic, through the queue, in a place of the call beside the
// caller's; or a number outside. All who talk are in the call's one bridge, the caller
// only while he is not held; each leg is a segment with its own recording.
//
//	talking ── consult: the caller is held, invite: he talks on ──► sought, ringing ──► joined
//	   ▲                                                                 │                │
//	   └────────── he does not come, is dropped, hangs up ───────────────┴────────────────┤
//	the agent leaves or hangs up: who is joined has the caller, else who still rings ◄────┘
//
// # Call-backs
//
// A caller who waits may ask to be called back (ask_back.go): his call ends with a promise
// that is durable before he hears of it, outcome call_back. What goes on in his place is a
// call of its own (owed.go, call_back.go), so that every call makes exactly one record; the
// two are linked by call.back, and figures count him once: as come by the first, as queued
// and answered by the second.
//
//	   promised            agent answers             caller picks up
//	──►│ waiting │────────►│ (ringing) │────────►│ dialling │────────►│ talking │──► as above
//	   │ no line │◄────────┘ declined            └────┬─────┘
//	   └────▲────┘  not reached, half an hour later   │
//	        └─────────────────────────────────────────┘ three times: unreached, into the worklist
//
// Until its caller is dialled nothing of a call-back is in Asterisk: whoever owns its
// application reads it in the journal (Floor.Adopt without a line), and waits for Postgres
// with it. A phone that rang for it while its controller died is hung up and rung again.
// Who calls himself has its place, and calls it off (CallOff).
//
// # Authorities
//
// Asterisk says which lines live, the queue whose promise holds, the journal what
// happened. The flow decides what comes next in one call, and nothing else.
//
// # Promises
//
//   - One goroutine owns a call; Floor only hands things to its mailbox and never
//     blocks. A full mailbox loses no effect: the call reads Asterisk again (resync.go).
//   - The agent's work ends before anything else when he hangs up: the next caller's
//     ring waits for that alone.
//   - An agent's phone never rings, and no agent talks, without a caller.
//   - Nobody waits for a word that cannot come: a saying is asked for after three seconds
//     and said again if it got lost, and a line called gone is looked at if its end is
//     not told within two (doubt.go).
//   - A promise is accepted before the join, and only for a caller who is there.
//   - A transfer that fails brings the caller back: to the agent, and if he has left, into
//     the queue for him alone and after a while for anybody. Who hangs up while another is
//     asked in does not end what the others have to say (host.go, transfer.go).
//   - Every call that began ends in one call.ended, and each segment, passage and
//     promise it opened is closed; a fault in the story is told as outcome failed.
//   - When Run's context ends, no line is touched and nothing is told. The calls go
//     on in Asterisk, and whoever adopts them tells the same facts under the same keys.
//   - The queue away: the caller keeps his place by the time he entered, hears music,
//     and the queue is asked again. Asterisk away: the call stands still until it is
//     back, then compares. The journal is told without waiting, but for the rating,
//     which nobody could tell again.
//
// What a call does is told in plain sentences in testdata; package story reads them.
package flow
