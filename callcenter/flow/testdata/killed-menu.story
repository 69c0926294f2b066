# The controller is killed in the menu and started again: the menu again.
wang is ready for consult
caller dials; hears menu
the controller is killed; 5 s pass; the controller starts again
caller hears menu; presses 1
wang's phone rings; wang answers; both talk 5 s; wang hangs up
caller hears ask-rating; presses 1
→ outcome completed; rating 1; record 1
