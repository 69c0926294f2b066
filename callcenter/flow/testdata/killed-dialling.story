# Killed while the caller is dialled: his phone goes on ringing, and he is joined with the agent who waits.
caller dials; hears menu; presses 1; hears back-offer; presses 1; hears back-confirm; presses 1; is promised a call
wang is ready for consult; wang's phone rings; wang answers; caller's phone rings 3 s
the controller is killed; 2 s pass; the controller starts again
caller answers; hears back-hello; both talk 5 s; wang hangs up
caller hears ask-rating; presses 1
→ outcome completed; segments 1; rating 1; record 2
