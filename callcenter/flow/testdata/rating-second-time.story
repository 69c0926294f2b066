# A digit that is no answer, then one after the second question.
wang is ready for consult
caller dials; hears menu; presses 1
wang's phone rings; wang answers; both talk 10 s; wang hangs up
caller hears ask-rating; presses 9; waits 13 s; hears ask-rating; waits 3 s; presses 4; hears thanks-rating
→ outcome completed; rating 4; record 1
