# Killed while the caller is on hold: still on hold, and one hold.
wang is ready for consult
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
wang holds; caller hears music
the controller is killed; 10 s pass; the controller starts again
wang resumes; both talk 10 s; wang holds; caller hears music; wang resumes; both talk 5 s; wang hangs up
caller hears ask-rating; presses 1
→ outcome completed; holds 2; segments 1; rating 1; record 1
