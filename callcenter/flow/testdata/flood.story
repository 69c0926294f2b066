# 5,000 events at once, in the queue and in the talk: nothing is lost.
wang is ready for consult
caller dials; hears menu; 5,000 events come at once; caller presses 1
wang's phone rings; 5,000 events come at once; wang answers; both talk 5 s
5,000 events come at once; wang hangs up
caller hears ask-rating; 5,000 events come at once; caller presses 1
→ outcome completed; segments 1; rating 1; alarm resync; record 1
