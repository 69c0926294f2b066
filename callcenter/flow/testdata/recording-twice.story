# WA start and stop twice, two files: each agent's talk is a recording of its own.
wang is ready for consult; li is ready for wages
caller dials; hears menu; presses 1
wang's phone rings; wang answers; both talk 5 s
wang transfers to wages; li's phone rings; li answers; both talk 5 s
li hangs up
caller hears ask-rating; presses 1
→ outcome completed; recordings 2; segments 2; record 1
