# The only agent misses twice; the caller waits on and somebody else comes.
wang is ready for consult
caller dials; hears menu; presses 1
wang's phone rings 20 s; wang does not answer
wang's phone stays silent 20 s
wang's phone rings 20 s; wang does not answer
wang's phone stays silent 40 s
li is ready for consult
li's phone rings; li answers; both talk 5 s; li hangs up
caller hears ask-rating; presses 2
→ outcome completed; rating 2; segments 1; record 1
