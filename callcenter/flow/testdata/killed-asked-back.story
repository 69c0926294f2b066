# Killed while the caller is told goodbye: what he was promised stands, and he is promised it once.
caller dials; hears menu; presses 1; hears back-offer; presses 1; hears back-confirm; presses 1; hears back-promised
the controller is killed; 5 s pass; the controller starts again
caller hears back-promised; hears goodbye; is promised a call
wang is ready for consult
wang's phone rings; wang answers; caller's phone rings; caller answers; both talk 5 s; wang hangs up
caller hears ask-rating; presses 1
→ outcome completed; segments 1; rating 1; record 2
