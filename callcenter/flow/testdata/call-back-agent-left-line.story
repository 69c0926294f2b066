# The agent is gone when the caller picks up: he waits on his line, first, for the next one.
caller dials; hears menu; presses 1; hears back-offer; presses 1; hears back-confirm; presses 1; is promised a call
wang is ready for consult
wang's phone rings; wang answers; caller's phone rings; caller answers; hears back-hello; wang hangs up
wang signs out; caller hears music; li is ready for consult
li's phone rings; li answers; both talk 5 s; li hangs up
caller hears ask-rating; presses 1
→ outcome completed; segments 1; rating 1; record 2
