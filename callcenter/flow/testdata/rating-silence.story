# Asked twice, no answer.
wang is ready for consult
caller dials; hears menu; presses 1
wang's phone rings; wang answers; both talk 10 s; wang hangs up
caller hears ask-rating; waits 11 s; hears ask-rating; waits 11 s; hears goodbye
→ outcome completed; ended by system; rating asked; record 1
