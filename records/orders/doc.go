// Package orders is the work orders 工单: what could not be answered on the phone and
// somebody must finish in time. It owns the orders and their journal of moves, the
// directory of those who do the work (承办单位), the calendar of appointments, attachments
// and the figures imported from other systems. Postgres is the authority; without it
// nothing is moved.
//
//	            ┌────────────── 退回 return ───────────────┐
//	新建 ── 转办 ──▶ handed ─ 签收 ─▶ signed ─ 办理 ─▶ working ─ 答复 ─▶ replied ─ 回访 ─▶ called_back ─ 办结 ─▶ closed
//	 new   hand_over   ▲                                                            │
//	                   └──── 改派 reassign, 重办 redo ◀── dissatisfied ───────────────┘
//
// Beside that: 延期 an extension, once, approved by another than who asked; 并单 a repeat
// goes on in another order; 督办 supervision; notes, attachments, appointments; and what
// the clocks say, 预警 and 超期.
//
// # Promises
//
//   - Each order is the fold of its moves, and is written in the transaction of the last
//     one. A move that is not in Rules, a gap in the sequence, a change of an old move, and
//     an order that does not follow its moves are refused by the database as well.
//   - Who saw an older version of an order moves nothing: Conflict. Versions count moves.
//   - A clock's jobs (River) are kept in the transaction of the move that starts it. They
//     survive restarts, each is done by one controller, and one whose clock was stopped
//     does nothing. What is overdue is seen from due_at, though no job ran at all.
//   - Deadlines are those of records/deadline; with an outside limit the earlier counts.
//   - Names, numbers and free text are sealed under the key of the party, beside the moves:
//     forgetting the party deletes them and leaves every move and figure.
//   - A person reads as himself, under the policies of 00042_order_access.sql: a unit's
//     people see the orders assigned to it and no other. What is then written is written as
//     the program, in the same transaction.
//   - A call's record that asks for an order has one, made once, within seconds; so has a
//     mandatory report.
package orders
