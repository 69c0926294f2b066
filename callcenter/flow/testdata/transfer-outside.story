# Blind to a number outside that is busy: the caller comes back to the agent.
wang is ready for consult; 12345 is busy
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
wang transfers to 12345; wang is in wrap-up
wang's phone rings; wang answers; both talk 5 s; wang hangs up
caller hears ask-rating; presses 1
→ outcome completed; segments 2; transfer failed; rating 1; record 1
