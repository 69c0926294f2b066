# A busy phone is no missed call.
wang is ready for consult; wang is busy; li is ready for consult
caller dials; hears menu; presses 1
li's phone rings; li answers; both talk 10 s; li hangs up
caller hears ask-rating; hangs up
→ outcome completed; declined busy; rating asked; record 1
