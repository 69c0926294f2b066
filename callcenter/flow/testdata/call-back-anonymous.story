# Who hides his number cannot be called back: he is told so and stays.
caller hides his number
caller dials; hears menu; presses 1; hears music
caller hears position-next; presses 1; hears back-impossible; hears music
wang is ready for consult
wang's phone rings; wang answers; both talk 5 s; wang hangs up
caller hears ask-rating; presses 1
→ outcome completed; segments 1; rating 1; record 1
