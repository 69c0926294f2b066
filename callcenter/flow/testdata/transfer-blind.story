# Blind to a colleague: the agent leaves at once, the recipient answers.
wang is ready for consult; li is ready for yi
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
wang transfers to li; wang is in wrap-up; caller hears music
li's phone rings 5 s; li answers; li and caller talk 10 s; li hangs up
caller hears ask-rating; presses 1
→ outcome completed; segments 2; transfer completed; rating 1; record 1
