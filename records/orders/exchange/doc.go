// Package exchange shares work orders with other centres: the city's 12345, a provincial
// 12348. It owns the contract of deploy/12345, the outbox and inbox of messages, what a
// peer's words mean here, and what the daily reconciliation found. An order itself stays
// with package orders; what a peer tells is a move of it, made as the program.
//
//	a move of ours ─▶ outbox ─▶ send, one in flight per order ─▶ peer
//	peer ─▶ signature, window, rate ─▶ inbox: known? too early? ─▶ a move of ours
//
// One centre has an order done (the dispatcher: it gave the reference), the other does it
// (the handler). Each numbers its messages about an order 1, 2, 3, …: the version. What
// both say folds into one standing, in which each side writes its own half alone: once
// both have heard all, both have the same, in whatever order it came.
//
// # Promises
//
//   - A message leaves with the move it tells of, in one transaction, and is applied with
//     the move it makes, in one transaction. The same message a hundred times is one move.
//   - A message that comes before an earlier one is parked, and the earlier one asked for.
//   - What our order cannot follow any more (kept) is listed; it stops no later message.
//   - A message is tried again, ever more seldom, for days; after that it is tried daily,
//     shown as stuck, and goes when somebody sends it again.
//   - Text lies in the outbox as the move it belongs to, and in the inbox, sealed, only
//     while it waits: forgetting a party leaves no copy here.
//   - A signature names its key; a timestamp outside the window, a repeated nonce, an
//     address not on the list, a body too large or malformed are refused before anything is
//     written but the audit.
package exchange
