# The agent rejects on the screen.
wang is ready for consult; li is ready for consult
caller dials; hears menu; presses 1
wang's phone rings; wang clicks hang-up
li's phone rings; li answers; both talk 5 s; li clicks hang-up; li is in wrap-up
caller hears ask-rating; presses 5
→ outcome completed; declined rejected; rating 5; record 1
