# A colleague is consulted while the caller hears music; cancelled, and the caller is back.
wang is ready for consult; li is ready for yi
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
wang consults li; caller hears music
li's phone rings; li answers; wang and li talk 10 s
wang clicks drop; li is in wrap-up
wang and caller talk 5 s
wang hangs up; is in wrap-up
caller hears ask-rating; presses 1
→ outcome completed; segments 2; holds 1; leg consult; transfer joined; rating 1; record 1
