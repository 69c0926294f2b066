// Package journal carries facts from the local log to Postgres and keeps the records
// folded from them: it owns the form of a fact in the log, the journal table and every
// folded table. The log is the authority until a fact is in Postgres; from then on the
// journal is, and the folded tables follow from it alone.
//
// One transaction takes a batch of facts:
//
//	lock the calls, then the shifts (each in order: no deadlock)
//	→ parties of new arrivals → journal rows (a repeat changes nothing)
//	→ fold the subjects that learned something new → write the rows that differ → commit
//
// The locks make two controllers' logs of one call follow each other, so the second
// folds what the first brought too. What was folded last is remembered in memory and
// believed only if the database still holds exactly that (call.facts, shift.digest).
//
// # When things fail
//
//   - Postgres away, read-only, full or slow: nothing is lost, facts wait in the log,
//     in order, and an alarm is raised.
//   - A fact Postgres cannot take (or the log cannot explain) is set aside in aside.log
//     with an alarm; the others go on.
//   - Killed at any point: the last batch is read and sent again, and changes nothing.
package journal
