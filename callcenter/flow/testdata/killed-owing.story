# Killed while a call is owed and nobody is there: the journal knows it.
caller dials; hears menu; presses 1; hears back-offer; presses 1; hears back-confirm; presses 1; is promised a call
the controller is killed; 5 s pass; the controller starts again
wang is ready for consult
wang's phone rings; wang answers; caller's phone rings; caller answers; both talk 5 s; wang hangs up
caller hears ask-rating; presses 1
→ outcome completed; segments 1; rating 1; record 2
