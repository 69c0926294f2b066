# The caller hangs up while the recipient rings, and so does the agent: nobody is left.
wang is ready for consult; li is ready for yi
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
wang consults li; caller hears music; li's phone rings 5 s
caller hangs up; wang hangs up; li's phone stops ringing
→ outcome completed; ended by caller; segments 1; transfer abandoned; declined caller_gone; record 1
