# A lawyer is brought in: consulted, then three talk, then the agent leaves without ending it.
wang is ready for consult
caller dials; hears menu; presses 1; wang's phone rings; wang answers; both talk 10 s
wang consults lawyer; caller hears music; lawyer's phone rings; lawyer answers; wang and lawyer talk 5 s
wang clicks resume; wang and caller talk 5 s; lawyer and caller talk 5 s
wang clicks leave; wang is in wrap-up; lawyer and caller talk 10 s
lawyer hangs up; caller hears ask-rating; presses 1
→ outcome completed; segments 2; leg outside; transfer completed; rating 1; record 1
