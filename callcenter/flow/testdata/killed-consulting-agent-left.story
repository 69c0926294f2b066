# Killed while they consult; the agent hangs up before anybody looks: the colleague has the caller.
wang is ready for consult; li is ready for yi
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
wang consults li; caller hears music; li's phone rings; li answers; wang and li talk 5 s
the controller is killed; wang hangs up; 5 s pass; the controller starts again
li and caller talk 5 s; wang is in wrap-up; li hangs up
caller hears ask-rating; presses 1
→ outcome completed; segments 2; transfer completed; rating 1; record 1
