// Package agents owns the people: staff and their passwords and roles, the seats
// they work at, their sessions, and their shifts with the one thing about
// presence that is somebody's will, the intent.
//
// # Authorities
//
// Who may sign in is decided by Postgres (schema agents: staff, staff_skill,
// seat). Every controller holds all of it in memory, refreshed by LISTEN and at
// least every 10 s, and keeps a copy in a local file for a start without
// Postgres. No click waits for a database.
//
// What happened to a shift is decided by the journal: every change is a fact,
// committed before it is acknowledged. What a shift is now is held four times:
//
//	memory of each controller   answers every question
//	local file (shifts.json)    survives this controller; written before the answer
//	Postgres agents.shift       survives this machine; written behind, read by the others
//	Redis, the queue's index    what matching looks at; put there after the commit
//
// # Shifts
//
//	              ready (or *1)                break, reason (or *2)
//	signed_out ──────────────────▶ ready ◀──────────────────▶ break
//	     ▲   └─ session with a seat: break, reason "preparing" ──▲ │
//	     └────────────── signed_out (or *3, account closed) ───────┘
//
// One agent has at most one shift and one seat at most one agent. The table of
// legal moves is in moves.go; presence is derived by callcenter.AgentState.
//
// # Signing in
//
//	password ──▶ code of the second factor ──▶ password of his own ──▶ enrolment ──▶ may work
//	             (if he has one enrolled)      (after an initial one)  (if his roles need it)
//
// Session.Next is the step that is left; until it is done nothing else is open. The
// factor's secret is sealed under the session key: another session key means that
// everybody enrols again. A code is good once, on the controller that took it. The
// lockout counts per controller; failures are forgotten only when every step is done.
// A session without requests ends, unless its owner has a shift.
//
// # Several controllers
//
// A shift is a register per agent: the later shift wins, and within a shift the
// higher revision (milliseconds since it began or one more than the last, then
// the controller's name). Merging in any order gives the same on every
// controller. Peers learn of a change by NOTIFY from Postgres within
// milliseconds; while Postgres is away, from the queue's index, which is read
// before every sign-in and once a second. A change the queue could not take is
// pending here until it could: then the queue is told; otherwise the queue's
// word about a peer's change is believed.
//
// Two sign-ins of one agent, or at one seat, that two controllers accept at the
// same moment (or while neither sees the other) are both facts; the later shift
// stands, the earlier ends within a second of the first look. The fact that says
// so has the same key on whoever notices, so it is one fact.
//
// # Promises when things fail
//
//   - Postgres away: sign-in, presence and sign-out go on from memory and the
//     local file; changes to staff wait.
//   - Redis away or rebuilding: intents stand, are pending, and reach the queue
//     within a second of its return; Contribution is what a rebuild is given.
//   - Journal away: nothing changes and the caller is told so.
//   - Controller killed: after its restart, or on another controller, everybody
//     is signed in where he was, wanting what he wanted.
package agents
