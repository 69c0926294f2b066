# Killed while they talk, and the agent hangs up while nobody listens.
wang is ready for consult
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
the controller is killed; wang hangs up; 10 s pass; the controller starts again
wang is in wrap-up
caller hears ask-rating; presses 1
→ outcome completed; segments 1; rating 1; record 1
