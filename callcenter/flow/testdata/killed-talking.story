# Killed while they talk: they go on talking.
wang is ready for consult
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
the controller is killed; 10 s pass; the controller starts again; both talk 10 s
wang hangs up; is in wrap-up
caller hears ask-rating; presses 1
→ outcome completed; segments 1; rating 1; record 1
