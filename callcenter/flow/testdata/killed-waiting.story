# Killed while the caller waits: he keeps his place.
caller dials; hears menu; presses 1; hears music
the controller is killed; 5 s pass; the controller starts again
wang is ready for consult
wang's phone rings; wang answers; both talk 5 s; wang hangs up
caller hears ask-rating; presses 1
→ outcome completed; rating 1; record 1
