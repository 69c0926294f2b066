# An agent who is found while the number is read out comes first.
caller dials; hears menu; presses 1; hears music
caller hears back-offer; presses 1; hears back-number
wang is ready for consult
wang's phone rings; wang answers; both talk 5 s; wang hangs up
caller hears ask-rating; presses 1
→ outcome completed; segments 1; rating 1; record 1
