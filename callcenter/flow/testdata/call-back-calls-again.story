# Who is owed a call and calls himself has his place, and is not called.
caller dials; hears menu; presses 1; hears back-offer; presses 1; hears back-confirm; presses 1; is promised a call
caller dials; hears menu; presses 1; hears music
wang is ready for consult
wang's phone rings; wang answers; both talk 5 s; wang hangs up
caller hears ask-rating; presses 1; hears goodbye
caller's phone stays silent 20 s
→ outcome completed; segments 1; rating 1; record 3
