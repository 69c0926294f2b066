// Package staffing advises how many agents each half hour of a week needs.
//
//	calls that waited, by weekday and half hour ─┐
//	mean talk and after-call work ───────────────┼─► Erlang C and A ─► agents for the target
//	mean patience: waiting ÷ abandoned ──────────┘
//
// All is measured in the interval asked for; nothing is guessed. Erlang C is the queue in
// which nobody hangs up, and so advises more agents the fuller it is; Erlang A lets callers
// hang up after an exponential patience. Patience is estimated from everybody's waiting,
// those who were answered before they lost it included: the time waited by all over the
// number who hung up.
//
// Sources: A. K. Erlang 1917 (C); C. Palm 1946, and S. Zeltyn and A. Mandelbaum, "The
// Palm/Erlang-A queue, with applications to call centers" (A).
package staffing
