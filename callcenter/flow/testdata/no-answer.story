# An agent misses the call, the next one takes it.
wang is ready for consult
caller dials; hears menu; presses 1
li is ready for consult
wang's phone rings 20 s; wang does not answer
li's phone rings; li answers; both talk 30 s; li hangs up
caller hears ask-rating; presses 1
→ outcome completed; declined no_answer; segments 1; rating 1; record 1
