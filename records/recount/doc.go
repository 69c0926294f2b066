// Package recount proves the records of a period against what they were not made from.
//
//	journal ── folded again, summed by hour ──► compared with the sums that reports read
//	Asterisk's CDR ── a line for each caller ──► compared with the calls
//
// Asterisk writes its CDR without us, so a call that no controller ever told of is found
// by it, and a call it never saw is as well. A line is compared in four things: that both
// sides have it, that it was answered if an agent talked in it, when it ended (within a
// second), and which seats it was joined with.
//
// # What it promises
//
//   - It writes nothing and reads one snapshot: a recount may run at any time.
//   - What a recorded death explains is told apart from what nothing explains: Asterisk
//     that dies writes no CDR for the lines it had, and their calls end as lost; a
//     controller that dies or hears nothing sees late what happened meanwhile: its calls are
//     adopted, or a line's going was missed.
//   - A row of the CDR that cannot be read is counted and stops nothing.
//
// Agents' states are not recounted: they follow from the legs that are.
package recount
