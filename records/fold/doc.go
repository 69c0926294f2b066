// Package fold makes records out of facts: one call, one shift at a time. It is pure:
// the same set of facts gives the same records, in whatever order, however often and
// from however many controllers' logs they come. A late fact changes a record; no fact
// ever takes one away. Nothing here reads a clock or a database.
//
// The fields' JSON names are the columns of the tables of the same name; a zero field
// is left out and is NULL there: the fact it follows from is not here (yet).
//
//	call.arrived … call.ended  → Call, Consultation
//	queue.entered, queue.left  → Passage, one per topic
//	promise.made, .declined    → Promise, one per token
//	segment.started, .ended    → Segment, one per token, with its Holds
//	transfer.started, .ended   → Transfer, one per count
//	rating.asked, .answered    → Rating, one per token
//	recording.*, message.left  → Recording, one per file
//	recording.stored, .deleted → File, one per file kept
//	recording.held             → LegalHold
//	green_channel.set          → GreenChannel
//	block.*                    → Block
//	message.left, a call-back
//	without a talk, callback.*  → Callback, one per reason
//	consultation.saved         → Edit, one per revision; Entered is the last
//	consultation.drafted       → Draft, one per author
//	matter.*                   → Matter
//	all of these of a call     → Tally, one for the call and one per token: what it counts for
//	shift.* and the promises
//	and segments of the shift  → Shift with its States
//
// What has begun and not ended ends with its call (or stays open with it); nothing
// ends before it began, whatever the clocks of two controllers said.
package fold
