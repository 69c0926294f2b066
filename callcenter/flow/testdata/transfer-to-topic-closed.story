# The topic takes nobody: the caller comes back to the agent, and is not lost.
topic wages is closed
wang is ready for consult
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
wang transfers to wages; wang is in wrap-up; caller hears music
wang's phone rings; wang answers; both talk 5 s; wang hangs up
caller hears ask-rating; presses 1
→ outcome completed; segments 2; transfer failed; rating 1; record 1
