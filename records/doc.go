// Package records is what the hotline keeps: the journal of facts, and the calls,
// segments, shifts, ratings, consultations and parties that follow from it.
//
// # One path for a fact
//
//	Tell / Commit → local log (fsync) → shipper → journal and folded tables in Postgres
//
// Postgres may be away: facts are taken, made durable here and shipped in order when it
// is back; what reads Postgres answers Unavailable meanwhile.
//
// # What it promises
//
//   - Commit returns nil only when the fact is on this machine's disk; Tell never waits.
//   - A fact told twice, by two controllers or after a restart, is kept once, and a call
//     is one record whatever the order its facts come in.
//   - No number stands readable in the log or in Postgres: a party's number is sealed
//     under a key of its own and found by a keyed hash.
//   - What people write about a call is sealed like its number and lies beside its fact,
//     never in the journal. A draft is durable when Draft returns. Of two edits of one
//     revision one counts, and the other's author is told.
//   - Everything but the journal, parties, writings, dictionaries and the audit is folded
//     from facts, what people entered too: Rebuild gives the same rows again.
//   - A recording is in Asterisk's spool or sealed in the store, whole, at every moment
//     until its deletion, which is a fact and stays known.
//   - Who sees which row is decided by Postgres as well: each transaction begins with on
//     whose behalf it asks (Asker), and the role that signs in sees nothing by itself.
//   - Who looks at a recording or a whole number is noted first, in rows nobody changes.
//     What people change is noted with before and after: of a call or a matter in the
//     transaction that enters its fact in the journal, of anything else in its own.
//   - No export holds what is strictly secret, or a whole number without a second person.
//   - What is over goes within a day, under a role that can do nothing else, and is logged;
//     what a law wants kept cannot go before, whoever tries.
//   - What people wrote is found by its words, by who may see the call; what is strictly
//     secret has none.
//   - Who was forgotten stands in a file beside the local log too, and is forgotten again
//     after a restore (ReplayForgotten).
//   - Forgetting a party destroys its key and deletes what people wrote about it, the words
//     it was found by too. Calls and every figure stay as they were. Copies of the sealed
//     number in local logs go when their segments do (Config.Keep).
//
// Packages under it: locallog (bytes on disk), seal (keys), fold (facts → records, pure),
// journal (to Postgres), tally (sums), figures (what they mean), recount (figures and calls
// counted again), staffing (agents by half hour), quality (samples and scores), orders (work
// orders, and their exchange with 12345), deadline (clocks and calendar), document (files of
// a report), bigram (words for searching), recordings (sound on disk), traffic (histories for
// measuring), migrations (tables), api (HTTP), pgtest (databases for tests).
package records
