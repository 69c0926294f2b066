# Killed while the phone rings; the agent answers while nobody listens, and Asterisk ends his line: he is rung again.
wang is ready for consult
caller dials; hears menu; presses 1; wang's phone rings 3 s
the controller is killed; 1 s pass; wang answers; 1 s pass; the controller starts again
wang's phone rings; wang answers; both talk 5 s; wang hangs up
caller hears ask-rating; presses 1
→ outcome completed; segments 1; rating 1; record 1
