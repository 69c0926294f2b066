# Attended transfer: consulted first, then left with the caller. The rating is for who had him last.
wang is ready for consult; li is ready for yi
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
wang consults li; caller hears music; li's phone rings; li answers; wang and li talk 10 s
wang clicks leave; wang is in wrap-up; li and caller talk 10 s
li hangs up; is in wrap-up
caller hears ask-rating; presses 2
→ outcome completed; segments 2; transfer completed; rating 2; record 1
