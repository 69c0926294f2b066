# Killed while the phone rings: the ringing goes on and the promise still holds.
wang is ready for consult
caller dials; hears menu; presses 1; wang's phone rings 3 s
the controller is killed; 3 s pass; the controller starts again
wang answers; both talk 5 s; wang hangs up; is in wrap-up
caller hears ask-rating; presses 1
→ outcome completed; segments 1; rating 1; record 1
