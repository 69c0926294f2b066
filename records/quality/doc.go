// Package quality is listening to talks afterwards: which are drawn, how they are scored,
// what an agent says against it and how that is ruled. It owns the tables score_sheet and
// quality_*.
//
//	drawn ──► scored ──► appealed by its agent ──► ruled by another: rejected, or upheld
//	            └──► scored again by others, to calibrate      with a score of its own
//
// A talk is what one agent had with one call, in the month it began in.
//
// # What it promises
//
//   - Of each agent's talks of a month at least the share of the rule is drawn at random,
//     and every one that left its caller dissatisfied or was long.
//   - A draw can be repeated: its seed and rule are kept and never changed, and a place at
//     random is a hash over seed, agent and call. Recount does so and compares. A talk
//     once drawn stays drawn; a draw each day adds what is new.
//   - The first score counts and calibration never changes it. Who calibrates learns
//     another's score when he has given his own. Nobody scores himself, or rules on an
//     appeal against a score of his.
//   - A score keeps the version of the sheet it was made by.
//   - Words are sealed under the key of the call's party and go when it is forgotten.
//     Each change is noted in the audit in its own transaction, without the words.
package quality
