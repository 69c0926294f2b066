# Any other key, or none, and the caller goes on waiting.
caller dials; hears menu; presses 1; hears music; presses 1
caller hears back-offer; presses 1; hears back-confirm; presses 2; hears music
caller hears back-offer; presses 1; hears back-confirm; waits 20 s; presses 9
wang is ready for consult
wang's phone rings; wang answers; both talk 5 s; wang hangs up
caller hears ask-rating; presses 1
→ outcome completed; segments 1; rating 1; record 1
