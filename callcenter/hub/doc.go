// Package hub is what open screens are shown: presences, calls, queues, warnings, each
// an item with an id, kept in its newest state and handed to every screen that may see it.
// It knows nothing of what an item says and starts no goroutine.
//
//	Put, Drop ──► source of this controller ──┐
//	readings  ──► own source, not shared ─────┼──► items, ordered by their last change ──► screens
//	Feed      ──► sources of the peers ───────┘                                            Next
//
// # Authorities
//
// A call is shown by the controller that has it, everything else by each controller for
// its own screens. Nothing is decided by what is here, and all of it can be lost.
//
// # Promises
//
//   - A change never waits for a screen. A screen holds no queue, only how far it has
//     come: it is told the newest state of what changed, and steps in between may be skipped.
//   - What is kept is bounded by what is alive, and mostGone ids of what is gone. A screen
//     that has fallen behind those is told everything anew.
//   - A cursor says how far a screen has come in every source, so it means the same on
//     every controller of the centre. One that names a source unknown here (a controller
//     that restarted, or died) is answered with everything.
//   - What a screen may see no longer is gone for it.
//   - Of two controllers that show one item the last counts, until one of them drops it;
//     whoever has it shows it again within a second.
package hub
