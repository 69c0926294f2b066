# Killed during the rating: it is asked again once.
wang is ready for consult
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s; wang hangs up
caller hears ask-rating
the controller is killed; 5 s pass; the controller starts again
caller hears ask-rating; presses 2; hears goodbye
→ outcome completed; segments 1; rating asked; rating 2; record 1
