# Killed while a blind transfer rings: it still rings, and the recipient has the caller.
wang is ready for consult; li is ready for yi
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
wang transfers to li; wang is in wrap-up; li's phone rings
the controller is killed; 2 s pass; the controller starts again
li answers; li and caller talk 5 s; li hangs up
caller hears ask-rating; presses 1
→ outcome completed; segments 2; transfer completed; rating 1; record 1
