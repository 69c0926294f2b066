# The agent hangs up while the recipient still rings: it becomes a blind transfer.
wang is ready for consult; li is ready for yi
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
wang consults li; caller hears music; li's phone rings 5 s
wang hangs up; wang is in wrap-up
li answers; li and caller talk 10 s; li hangs up
caller hears ask-rating; presses 1
→ outcome completed; segments 2; transfer completed; rating 1; record 1
