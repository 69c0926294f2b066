# Killed while they talk, and the caller hangs up: the agent's line is ended.
wang is ready for consult
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
the controller is killed; caller hangs up; 10 s pass; the controller starts again
wang is in wrap-up
→ outcome completed; segments 1; record 1
