# Blind to a topic: the caller waits there, ahead of those who came after him.
wang is ready for consult
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
wang transfers to wages; wang is in wrap-up; caller hears music; 30 s pass
li is ready for wages; li's phone rings; li answers; both talk 10 s; li hangs up
caller hears ask-rating; presses 1
→ outcome completed; segments 2; transfer completed; rating 1; record 1
