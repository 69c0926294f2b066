# A topic is consulted: whoever is free for it; the first does not answer, the second does.
wang is ready for consult; li is ready for wages; jike is ready for wages
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
wang consults wages; caller hears music
li's phone rings 20 s; li does not answer
jike's phone rings; jike answers; wang and jike talk 10 s
wang clicks leave; jike and caller talk 5 s; jike hangs up
caller hears ask-rating; presses 1
→ outcome completed; segments 2; transfer completed; declined no_answer; rating 1; record 1
