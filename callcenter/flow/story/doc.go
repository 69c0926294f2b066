// Package story reads what a hotline supervisor cares about: stories of calls in
// plain English, one sentence after the other. It holds the vocabulary and turns a
// text into steps; it plays nothing. The same stories are played by a driver with
// fakes and a fake clock in the tests of flow, and by a driver with real phones,
// Asterisk, Redis and Postgres, whose times are scaled down.
//
// Sentences are separated by line ends or semicolons; # starts a comment. A sentence
// without a subject has the one before it. What follows the arrow → is how the call
// must have ended.
//
//	# An agent misses the call, the next one takes it.
//	wang is ready for consult; li is ready for consult
//	caller dials; hears welcome; presses 1
//	wang's phone rings 20 s; wang does not answer
//	li's phone rings; li answers; both talk 30 s; li hangs up
//	caller hears ask-rating; presses 1
//	→ outcome completed; rating 1; record 1
//
// The sentences are listed in vocabulary.go.
package story
