# Blind, and the caller hangs up first: it has ended, and nobody goes on ringing.
wang is ready for consult; li is ready for yi
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
wang transfers to li; caller hears music; li's phone rings 5 s
caller hangs up; li's phone stops ringing
→ outcome completed; ended by caller; segments 1; transfer abandoned; record 1
