# Hanging up after the consultation is completing the transfer.
wang is ready for consult; li is ready for yi
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
wang consults li; caller hears music; li's phone rings; li answers; wang and li talk 5 s
wang hangs up; li and caller talk 10 s; caller hangs up
li is in wrap-up
→ outcome completed; ended by caller; segments 2; transfer completed; record 1
