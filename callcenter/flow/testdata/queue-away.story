# The queue is away for a while: music, and then an agent.
wang is ready for consult
the queue goes away
caller dials; hears menu; presses 1; hears please-wait; hears music; waits 10 s
wang's phone stays silent
the queue comes back
wang's phone rings; wang answers; both talk 5 s
the queue goes away
wang hangs up; caller hears ask-rating; presses 1
the queue comes back
wang is in wrap-up
→ outcome completed; rating 1; record 1
