# Killed while the recipient rings: he still rings, and the consultation goes on.
wang is ready for consult; li is ready for yi
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
wang consults li; caller hears music; li's phone rings
the controller is killed; 2 s pass; the controller starts again
li answers; wang and li talk 5 s; wang clicks leave; wang is in wrap-up; li and caller talk 5 s; li hangs up
caller hears ask-rating; presses 1
→ outcome completed; segments 2; transfer completed; rating 1; record 1
