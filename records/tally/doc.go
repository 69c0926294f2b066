// Package tally keeps sums over what calls and their legs count for (fold.Tally), and
// over agents' states, and reads them: it owns the tables tally_sum, tally_change,
// state_sum and state_change.
//
//	tally row written → trigger → tally_change (signed) → RollUp → tally_sum
//	                                        ╰──── Read ────╯
//
// Triggers note each change of a row in the transaction that makes it, taking away what
// the row said and adding what it says now, so a late fact or an edit corrects the day it
// belongs to. RollUp adds what has gathered into the sums; nobody waits for it, because
// Read adds what it has not come to yet, in one snapshot.
//
// # What it promises
//
//   - A sum is what a recount over the tally rows gives, at every moment.
//   - Parts add up: the sums by a dimension give those without it. Only callers' kinds
//     overlap: a call counts under each of its own.
//   - Sums by hour, of all; by day, by any one dimension; by month, by any two. Read cuts
//     an interval into months, days and hours and reads the rest, and three dimensions,
//     from the rows.
//   - Hours, days and months are Leshan's; an interval is half-open and has whole hours.
//     Steps of days that begin at another hour than midnight are read from hours and rows.
//   - Whether a caller called again is looked up by Follow when FollowDays are over, and
//     again when a call is told late.
//   - Work orders count in order_tally, which follows each move; what is due and not done
//     depends on now.
package tally
