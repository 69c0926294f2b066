# An agent's phone dies while it rings: the next one.
wang is ready for consult; li is ready for consult
caller dials; hears menu; presses 1
wang's phone rings; wang's phone unregisters
li's phone rings; li answers; both talk 5 s; li hangs up
caller hears ask-rating; presses 1
→ outcome completed; declined unreachable; segments 1; record 1
