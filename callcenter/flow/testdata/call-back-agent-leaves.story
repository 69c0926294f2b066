# The agent hangs up while the caller is dialled: his phone stops ringing, and the next agent has him.
caller dials; hears menu; presses 1; hears back-offer; presses 1; hears back-confirm; presses 1; is promised a call
wang is ready for consult
wang's phone rings; wang answers; caller's phone rings 5 s; wang hangs up
caller's phone stops ringing
wang signs out; li is ready for consult
li's phone rings; li answers; caller's phone rings; caller answers; both talk 5 s; li hangs up
caller hears ask-rating; presses 1
→ outcome completed; segments 1; rating 1; record 2
