// Package asterisk is the wire to one Asterisk under one application name.
//
// It owns one event websocket, all requests, and the question whether the
// application name is still ours. It knows nothing of calls.
//
// # The lease
//
// Asterisk serves an application name to the websocket that asked last, and
// tells the one before it ApplicationReplaced. It neither closes the replaced
// websocket nor refuses its holder's requests, so refusing is our duty:
//
//	connecting ──► resyncing ──► live ──► lost ──► connecting …
//	                   └────────────┴───► replaced (Run returns ErrReplaced)
//
// A command (any request but GET) leaves this process only while the name is
// provably ours: a websocket ping sent less than Config.Lease ago was answered.
// The pong travels behind everything Asterisk wrote before it, so a replaced
// stream is read as replaced before its pong can count. An event is no proof: it
// may have lain in the socket while the process slept. The proof is looked at once
// more when the bytes are handed to the kernel.
//
// # Promises
//
// No event is dropped and none overtakes another. What arrives while Resync runs
// waits behind it. A consumer that is slow makes memory grow, never the socket wait.
// A type this program does not know, or a message it cannot read, is counted.
// A stalled socket is noticed within Config.Stall and reopened, with growing pauses, and
// so is one that is deaf: Asterisk closing an old websocket while it opens the new one may
// take the application with it (3 % of such openings on a busy machine), after which pings
// are answered and nothing is ever told. One beat a second, a user event to ourselves,
// proves the way round.
//
// # Why HTTP
//
// Requests go over kept-alive HTTP and not over the event websocket, where
// Asterisk works them off one at a time. Beside twelve callers that join bridges a
// ping takes 2.3 ms (p99 6.9) over HTTP and 7.3 ms (p99 27) over the websocket;
// alone both take 85 µs, and Asterisk less CPU over HTTP. And a websocket that was replaced
// still takes requests, so it would be no fence.
package asterisk
