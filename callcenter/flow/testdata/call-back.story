# A caller who does not want to wait is called back when his turn comes: the agent first, then he.
caller dials; hears menu; presses 1; hears music
caller hears position-next; hears back-offer; presses 1; hears back-number; hears back-confirm; presses 1
caller hears back-promised; hears goodbye; is promised a call
wang is ready for consult
wang's phone rings; wang answers
caller's phone rings; caller answers; hears back-hello; hears recording-notice
both talk 10 s; wang hangs up; is in wrap-up
caller hears ask-rating; presses 1; hears goodbye
→ outcome completed; topic consult; segments 1; rating 1; notice whole; record 2
