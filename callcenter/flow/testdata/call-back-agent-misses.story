# The agent does not answer for the call-back: the next one does, and the place is kept.
caller dials; hears menu; presses 1; hears back-offer; presses 1; hears back-confirm; presses 1; is promised a call
wang is ready for consult
wang's phone rings 20 s; wang does not answer
caller's phone stays silent
li is ready for consult
li's phone rings; li answers
caller's phone rings; caller answers; hears back-hello; both talk 5 s; caller hangs up
→ outcome completed; declined no_answer; segments 1; record 2
