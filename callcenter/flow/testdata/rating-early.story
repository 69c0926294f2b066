# A digit during the question cuts it.
wang is ready for consult
caller dials; hears menu; presses 1
wang's phone rings; wang answers; both talk 10 s; wang hangs up
caller hears ask-rating; waits 500 ms; presses 3; hears thanks-rating
→ outcome completed; rating 3; record 1
