# The caller has gone, agent and colleague talk on; killed: they still do.
wang is ready for consult; li is ready for yi
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
wang consults li; caller hears music; li's phone rings; li answers; wang and li talk 5 s
caller hangs up; wang and li talk 5 s
the controller is killed; 5 s pass; the controller starts again
wang and li talk 5 s; li hangs up; wang is in wrap-up
→ outcome completed; segments 2; transfer abandoned; record 1
