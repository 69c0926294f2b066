// Package bench measures two systems on one Asterisk, with the same seats and the
// same phones: in alternating rounds, so a machine that grows slower or busier is
// unfair to both, and by medians, so one bad round decides nothing.
//
// What is measured:
//
//	offer      a caller's INVITE to the INVITE at an idle seat
//	hand-over  a seat's BYE to its next INVITE, to callers who were waiting by then
//	order      callers who passed somebody that had come before (load.OutOfOrder)
//	sustained  the highest rate of calls kept up without one failure
//	cpu        processor time of Asterisk and of the controller for one call
//	waiting    their share of a core while callers wait with music
//
// Processor time is metered at a rate that keeps the machine awake: at a few calls a
// second most of it is what waking up costs, and a call seems to cost twice as much.
package bench
