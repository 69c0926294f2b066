# Killed after the agent left the caller with the lawyer: the two talk on.
wang is ready for consult
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
wang invites lawyer; lawyer's phone rings; lawyer answers; lawyer and caller talk 5 s
wang clicks leave; wang is in wrap-up; lawyer and caller talk 5 s
the controller is killed; 5 s pass; the controller starts again
lawyer and caller talk 5 s; lawyer hangs up
caller hears ask-rating; presses 1
→ outcome completed; segments 2; transfer completed; rating 1; record 1
