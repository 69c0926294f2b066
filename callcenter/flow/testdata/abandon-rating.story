# Hanging up is a valid answer to the question.
wang is ready for consult
caller dials; hears menu; presses 1
wang's phone rings; wang answers; both talk 10 s; wang hangs up
caller hears ask-rating; waits 3 s; hangs up
→ outcome completed; ended by caller; rating asked; record 1
