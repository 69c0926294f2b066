# Who is on a break is never tried.
wang is ready for consult; li is ready for consult; wang takes a break
caller dials; hears menu; presses 1
li's phone rings 20 s; li does not answer; wang's phone stays silent 20 s
wang is back; wang's phone rings; wang answers; both talk 5 s; wang hangs up
caller hears ask-rating; presses 1
→ outcome completed; declined no_answer; promises 2; missed 1; record 1
