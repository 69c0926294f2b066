# The controller dies in a pause: the pause outlasts it, and the agent ends it.
wang is ready for consult
caller dials; hears menu; presses 1
wang's phone rings; wang answers; both talk 5 s
wang clicks pause-recording
the controller is killed; 2 s pass; the controller starts again
both talk 5 s; wang clicks resume-recording; both talk 5 s
wang hangs up
caller hears ask-rating; presses 1
→ outcome completed; gaps 1; recordings 1; segments 1; record 1
