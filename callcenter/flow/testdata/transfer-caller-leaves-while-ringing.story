# The caller hangs up while the recipient rings, who then answers: agent and recipient talk.
wang is ready for consult; li is ready for yi
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
wang consults li; caller hears music; li's phone rings 5 s
caller hangs up; li answers; wang and li talk 5 s; li hangs up
wang is in wrap-up
→ outcome completed; ended by caller; segments 2; transfer abandoned; record 1
