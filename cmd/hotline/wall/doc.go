// Package wall is the screen on the wall of the hall: the queue, the agents by state and
// today's figures, for whoever shows the token of a screen. It owns nothing.
//
//   - What it shows is what the reports say of the same interval: it asks them.
//   - A screen is at most a second behind, and however many there are, the figures are
//     read at most twice a second.
//   - Without Postgres or without Redis it shows the rest and says what is away.
//   - It knows of no call and no caller.
package wall
