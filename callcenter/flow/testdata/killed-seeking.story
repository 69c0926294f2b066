# Killed while nobody is free for the topic consulted: he is still sought.
wang is ready for consult
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
wang consults wages; caller hears music
the controller is killed; 5 s pass; the controller starts again
li is ready for wages; li's phone rings; li answers; wang and li talk 5 s
wang clicks leave; li and caller talk 5 s; li hangs up
caller hears ask-rating; presses 1
→ outcome completed; segments 2; transfer completed; rating 1; record 1
