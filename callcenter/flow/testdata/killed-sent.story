# Killed while a caller who was sent to a topic waits there.
wang is ready for consult
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
wang transfers to wages; wang is in wrap-up; caller hears music
the controller is killed; 5 s pass; the controller starts again
li is ready for wages; li's phone rings; li answers; both talk 5 s; li hangs up
caller hears ask-rating; presses 1
→ outcome completed; segments 2; transfer completed; rating 1; record 1
